import type { ProtocolShape } from './protocol-shape.ts';
import type { Readiness, Route } from './stack-shape.ts';

/** Where a protocol has what every endpoint has; a stack file may say otherwise. */
export interface StandardRoutes {
  readonly predict: Route;
  readonly ready: Route;
  /** Where it states which inputs and outputs its model has. */
  readonly metadata?: Route;
  /** What readiness looks like, where status 200 is not enough. */
  readonly readiness?: Readiness;
}

/** @returns nothing of plain JSON, which has no routes of its own */
export function standardRoutes(protocol: ProtocolShape): StandardRoutes | undefined {
  if ('json' in protocol) return undefined;
  if ('sagemaker' in protocol || 'mlflow' in protocol) return { predict: post('/invocations'), ready: get('/ping') };
  if ('openInference' in protocol) return openInferenceRoutes(protocol.openInference);
  if ('kserve' in protocol) {
    const model = `/v1/models/${protocol.kserve.model}`;
    return {
      predict: post(`${model}:predict`),
      ready: get(model),
      readiness: { pointer: '/ready', equals: true },
    };
  }
  const { model, version } = protocol.tensorflow;
  const path = `/v1/models/${model}${version === undefined ? '' : `/versions/${version}`}`;
  return {
    predict: post(`${path}:predict`),
    ready: get(path),
    metadata: get(`${path}/metadata`),
    readiness: { pointer: '/model_version_status/0/state', equals: 'AVAILABLE' },
  };
}

function openInferenceRoutes({
  model,
  version,
  transport,
}: Extract<ProtocolShape, { openInference: unknown }>['openInference']): StandardRoutes {
  if (transport === 'grpc') {
    const of = (method: string) => post(`/inference.GRPCInferenceService/${method}`);
    return {
      predict: of('ModelInfer'),
      ready: of('ModelReady'),
      metadata: of('ModelMetadata'),
      readiness: { pointer: '/ready', equals: true },
    };
  }
  const path = `/v2/models/${model}${version === undefined ? '' : `/versions/${version}`}`;
  return { predict: post(`${path}/infer`), ready: get(`${path}/ready`), metadata: get(path) };
}

function get(path: string): Route {
  return { method: 'GET', path };
}

function post(path: string): Route {
  return { method: 'POST', path };
}
