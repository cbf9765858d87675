import { build, type Histogram } from 'hdr-histogram-js';
import { eachExchange } from './kinds-of-check.ts';
import { starvationIn } from './starvation.ts';

const microsecondsPerMillisecond = 1_000;
const highestMilliseconds = 600_000;
/**
 * A request wakes the endpoint, its inference, its sender, and us; on a machine that is busy each waits for a processor
 * as long as we did before we made the request.
 */
const wakeUps = 4;

/**
 * TIME-1: latency from outside, open-loop: counted from when a request was due, whatever became of those before, so that
 * an endpoint that stalls cannot hide the stall by keeping the caller from sending (coordinated omission).
 *
 * What this machine itself was late by is measured as well; and where others take its processors, how long an endpoint
 * that is asked for no inference takes meanwhile, and how long calls waited for a processor. A latency that is beyond its
 * budget by no more than that can be the machine's, and refutes nothing.
 */
export const latencyWithinBudget = eachExchange(
  { clause: 'TIME-1', grade: 'corroborated', phases: ['latency'] },
  ({ contract, history }, tally) => {
    const waits = histogram();
    return {
      see({ exchange, reply }) {
        tally.examined += 1;
        if (reply.kind !== 'answered') tally.unanswered += 1;
        record(waits, exchange.endedAt - exchange.scheduledAt);
      },
      conclude() {
        if (tally.examined === 0) return undefined;
        const { budgets } = contract;
        const lateness = histogram();
        for (const { milliseconds } of history.facts('lateness')) record(lateness, milliseconds);
        const starvation = starvationIn(history, 'latency', tally.examined);
        const beside = histogram();
        for (const { milliseconds } of history.facts('transport-beside')) record(beside, milliseconds);
        const percentiles = ([50, 95, 99] as const).map((percentile) => ({
          name: `p${percentile}` as const,
          seen: at(waits, percentile),
          late: at(lateness, percentile),
          machines: Math.max(
            wakeUps * at(lateness, percentile),
            starvation ? at(beside, percentile) + starvation.at(percentile) : 0,
          ),
          budget: budgets[`p${percentile}`],
        }));

        const unclear: string[] = [];
        for (const { name, seen, machines, budget } of percentiles) {
          if (seen <= budget) continue;
          if (seen - machines <= budget) {
            unclear.push(`${name} is ${told(seen)} for a budget of ${told(budget)}`);
            continue;
          }
          tally.violation({
            about: `${name} of the latency is beyond its budget`,
            expected: `${name} at most ${budget} ms at ${budgets.rate} requests a second`,
            seen: `${told(seen)} over ${tally.examined} requests`,
          });
        }
        const late = `${starvation ? `${starvation.words}, and ` : ''}requests were made late by ${percentiles.map((each) => `${each.name} ${told(each.late)}`).join(', ')}`;
        const summary = percentiles.map(({ name, seen }) => `${name} ${told(seen)}`).join(', ');
        return {
          notes: [
            `${summary} at ${budgets.rate} requests a second, counted from when each of ${tally.examined} was due`,
          ],
          unproven:
            unclear.length > 0 ? `this machine was too busy to measure: ${unclear.join(', ')}, but ${late}` : undefined,
        };
      },
    };
  },
);

function histogram(): Histogram {
  return build({
    highestTrackableValue: highestMilliseconds * microsecondsPerMillisecond,
    numberOfSignificantValueDigits: 3,
  });
}

function record(into: Histogram, milliseconds: number): void {
  into.recordValue(Math.max(1, Math.round(Math.min(milliseconds, highestMilliseconds) * microsecondsPerMillisecond)));
}

function at(measured: Histogram, percentile: number): number {
  return measured.getValueAtPercentile(percentile) / microsecondsPerMillisecond;
}

function told(milliseconds: number): string {
  return `${milliseconds.toFixed(2)} ms`;
}
