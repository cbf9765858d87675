import { recordedFacts } from './kinds-of-check.ts';

/** LOAD-5: with the model gone, or not there yet, the endpoint does not say that it is ready. */
export const readinessTellsTheTruth = recordedFacts({ clause: 'LOAD-5', grade: 'caused' }, ({ history }, tally) => {
  const keeping: string[] = [];
  const silent: string[] = [];
  for (const { milliseconds, requests, seen } of history.facts('answers-late')) {
    tally.violation({
      about: 'readiness is stated before there is an answer',
      expected: 'not ready while its model is not there',
      seen: `ready, and then no answer for ${Math.round(milliseconds)} ms, to ${requests} requests: ${seen}`,
    });
  }
  for (const { way, running, kept, ready, seen } of history.facts('absence')) {
    if (kept) {
      keeping.push(way);
      continue;
    }
    // What does not run says nothing, unless something else speaks for it.
    if (running && ready === null) silent.push(`${way} (${seen})`);
    else if (running) tally.examined += 1;
    if (!ready) continue;
    tally.violation({ about: 'readiness is stated without a model', expected: `not ready (${way})`, seen });
  }
  return {
    unproven:
      silent.length > 0
        ? `it did not say whether it is ready: ${silent.join('; ')}`
        : keeping.length > 0 && tally.examined === 0
          ? `it keeps its model in memory: ${keeping.join('; ')}`
          : undefined,
    notes: keeping.map((way) => `${way}: it goes on with the model that it has in memory`),
  };
});
