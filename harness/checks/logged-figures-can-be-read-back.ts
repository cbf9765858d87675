import { recordedFacts } from './kinds-of-check.ts';

/** TRACK-3: every figure that the training logged comes back as it was, and none is NaN or infinite. */
export const loggedFiguresCanBeReadBack = recordedFacts(
  { clause: 'TRACK-3', grade: 'corroborated' },
  ({ history }, tally) => {
    const [tracked] = history.facts('tracked-run');
    if (!tracked) return { unproven: 'nothing was read of a tracked training' };
    const kept = new Map(tracked.metrics.map((metric) => [metric.name, metric]));
    for (const { name, points, notFinite } of tracked.metrics) {
      tally.examined += points;
      for (const { step, value } of notFinite) {
        const about = `the metric ${name} has a value that is no finite number`;
        tally.violation({
          about,
          expected: 'nothing at all where there is no number',
          seen: `${value} at step ${step}`,
        });
      }
    }
    for (const { name, value } of tracked.logged ?? []) {
      tally.examined += 1;
      const found = kept.get(name);
      if (found?.last === value) continue;
      const about = found ? `the metric ${name} is another than the training logged` : `the metric ${name} is missing`;
      tally.violation({ about, expected: String(value), seen: found ? String(found.last) : 'nothing' });
    }
    const notes = [
      `${kept.size} metrics and ${tracked.parameters} parameters read back` +
        (tracked.logged ? `, ${tracked.logged.length} figures compared with the training's record` : ''),
    ];
    const [problem] = tracked.problems;
    if (problem !== undefined) return { notes, unproven: problem };
    if (tracked.status !== 'FINISHED') return { notes, unproven: `the tracked run is ${tracked.status}` };
    if (tracked.logged === null) {
      return { notes, unproven: 'the stack file does not say what the training logged (tracking.mlflow.logged)' };
    }
    return { notes };
  },
);
