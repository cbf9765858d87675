/** A contract without a mistake: two features, three actions. Line numbers in tests count from its first line. */
export const contractText = `contract: three-actions
policy:
  artifact: policy.onnx
  sha256: '${'ab'.repeat(32)}'
  input: {name: observation, shape: [batch, 2]}
  output: {name: logits, shape: [batch, 3]}
  golden: golden.json
  tolerance: {relative: 0.0001, absolute: 0.0001}
features:
  - {name: price, minimum: 0, maximum: 1}
  - {name: size, minimum: 0, maximum: 256}
actions:
  discrete: 3
  labels: [HOLD, BUY, SELL]
  orders: {BUY: {side: yes}, SELL: {side: no}}
reply:
  action: /action
  scores: /logits
assurance: {fallbackRateBelow: 0.001, confidence: 0.99}
budgets: {startup: 60s, p50: 5ms, p95: 20ms, p99: 0.05s}
`;

/** A stack file without a mistake. */
export const stackText = `stack: small
endpoint:
  start:
    process: [node, server.js]
    env: {PORT: '\${port}', TOKEN: {env: TOKEN}}
  protocol: json
  routes: {predict: POST /predict, ready: GET /ready}
  logs: {decision: 'used=(?<used>true|false)', trouble: ['fell back']}
`;

export const goldenText = JSON.stringify({
  framework: 'torch 2.15.0',
  inputs: {
    observation: [
      [0, 1],
      [0.5, 128],
    ],
  },
  outputs: {
    logits: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  },
});

/** A text with some of its words replaced. Throws where a word is not there, so that no test passes by mistake. */
export function changed(text: string, ...replacements: readonly (readonly [from: string, to: string])[]): string {
  return replacements.reduce((changing, [from, to]) => {
    if (!changing.includes(from)) throw new Error(`no "${from}" to replace`);
    return changing.replace(from, () => to);
  }, text);
}
