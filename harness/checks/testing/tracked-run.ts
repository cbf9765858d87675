import type { HeldFileFacts, OutageFacts, TrackedRunFacts } from '../../history/run-event.ts';

/** A training as a sound tracker gives it back: of the artifact that the contract names. */
export function trackedRun(sha256: string, told: Partial<TrackedRunFacts> = {}): TrackedRunFacts {
  return {
    kind: 'tracked-run',
    problems: [],
    run: '1f',
    status: 'FINISHED',
    statedSha256: sha256,
    storedSha256: sha256,
    servedSha256: sha256,
    asked: true,
    held: [heldBy('endpoint', sha256)],
    parameters: 2,
    metrics: [
      { name: 'evaluation.reward', points: 1, last: 0.5, notFinite: [] },
      { name: 'train.loss', points: 3, last: 0.25, notFinite: [] },
    ],
    logged: [{ name: 'evaluation.reward', value: 0.5 }],
    ...told,
  };
}

/** The three outages, each seen to be one. */
export const outages: readonly OutageFacts[] = (['slow', 'silent', 'gone'] as const).map((way) => {
  return { kind: 'outage', way, seen: true, said: 'no answer' };
});

/** A file as it was read in a container. */
export function heldBy(name: string, sha256: string | null): HeldFileFacts {
  return { kind: 'container', name, path: '/opt/ml/model/policy.onnx', sha256 };
}
