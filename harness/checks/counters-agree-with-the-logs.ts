import { recordedFacts } from './kinds-of-check.ts';
import { loggedDecisions } from './logged-decisions.ts';

/** SEEN-2: the counters count what the log tells: neither knows of decisions that the other does not. */
export const countersAgreeWithTheLogs = recordedFacts({ clause: 'SEEN-2', grade: 'claimed' }, (context, tally) => {
  const { endpoint, history } = context;
  if (!endpoint.counters || endpoint.logs.decision === undefined || endpoint.counters.unit !== 'rows') {
    return { unproven: 'the stack file does not name both a counter of rows and a pattern of a decision' };
  }
  const readings = [...history.facts('counters')];
  const before = readings.find(({ moment }) => moment === 'before');
  const after = readings.find(({ moment }) => moment === 'after');
  if (before?.inferences == null || after?.inferences == null) return { unproven: 'the counters were not read' };
  const counted = after.inferences - before.inferences;
  if (counted < 0) return { unproven: 'a counter went down: it was reset during the run' };
  const { byModel: logged } = loggedDecisions(context);
  tally.examined += 1;
  if (counted !== logged) {
    tally.violation({
      about: 'counters and log disagree about how many decisions the model made',
      expected: `${logged}, as logged`,
      seen: `${counted}, as counted by ${endpoint.counters.inferences}`,
    });
  }
  return undefined;
});
