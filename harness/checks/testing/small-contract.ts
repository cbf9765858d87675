import { type Contract, contractSchema } from '../../contract/contract.ts';
import { type EndpointFile, stackSchema } from '../../contract/stack-file.ts';

/** Four features, three actions, and replies that state everything. */
export const contract: Contract = contractSchema.parse({
  contract: 'three-actions',
  policy: {
    artifact: 'policy.onnx',
    sha256: 'ab'.repeat(32),
    input: { name: 'observation', shape: ['batch', 4] },
    output: { name: 'logits', shape: ['batch', 3] },
    golden: 'golden.json',
    tolerance: { relative: 1e-4, absolute: 1e-4 },
  },
  features: ['price', 'size', 'spread', 'age'].map((name) => ({ name, minimum: 0, maximum: 1 })),
  actions: { discrete: 3, labels: ['HOLD', 'BUY', 'SELL'] },
  reply: {
    action: '/action',
    scores: '/logits',
    usedTrainedModel: '/used_trained_model',
    featureCount: '/feature_count',
    modelVersion: '/model_version',
    latency: { pointer: '/latency_ms' },
  },
  assurance: { fallbackRateBelow: 0.1, confidence: 0.9 },
  budgets: { startup: '1s', p50: '5ms', p95: '20ms', p99: '50ms', rate: 100 },
});

/** Counters, decisions in the log, and a status that means "busy". */
export const endpoint: EndpointFile = stackSchema.parse({
  stack: 'small',
  endpoint: {
    start: { process: ['node', 'server.js'] },
    protocol: 'json',
    routes: { predict: 'POST /predict', ready: 'GET /ready', metrics: 'GET /metrics' },
    counters: { inferences: 'inferences_total', fallbacks: 'fallbacks_total' },
    logs: { decision: String.raw`decision( action=(?<action>\w+))? used=(?<used>\w+)`, trouble: ['out of memory'] },
    busy: [429, 503],
  },
}).endpoint;
