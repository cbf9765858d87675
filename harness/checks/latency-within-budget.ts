import { build } from 'hdr-histogram-js';
import { eachExchange } from './kinds-of-check.ts';

const microsecondsPerMillisecond = 1_000;
const highestMilliseconds = 600_000;

/**
 * TIME-1: latency from outside, open-loop: counted from when a request was due, so that an endpoint that stalls cannot
 * hide the stall by keeping the caller from sending (coordinated omission).
 */
export const latencyWithinBudget = eachExchange(
  { clause: 'TIME-1', grade: 'corroborated', phases: ['latency'] },
  ({ contract }, tally) => {
    const histogram = build({
      highestTrackableValue: highestMilliseconds * microsecondsPerMillisecond,
      numberOfSignificantValueDigits: 3,
    });
    let lost = 0;
    return {
      see({ exchange, reply }) {
        tally.examined += 1;
        if (reply.kind === 'lost') lost += 1;
        const waited = Math.min(exchange.endedAt - exchange.scheduledAt, highestMilliseconds);
        histogram.recordValue(Math.max(1, Math.round(waited * microsecondsPerMillisecond)));
      },
      conclude() {
        if (tally.examined === 0) return undefined;
        const { budgets } = contract;
        const measured = (percentile: number) =>
          histogram.getValueAtPercentile(percentile) / microsecondsPerMillisecond;
        const percentiles = [
          ['p50', measured(50), budgets.p50],
          ['p95', measured(95), budgets.p95],
          ['p99', measured(99), budgets.p99],
        ] as const;
        for (const [name, seen, budget] of percentiles) {
          if (seen <= budget) continue;
          tally.violation({
            about: `${name} of the latency is beyond its budget`,
            expected: `${name} at most ${budget} ms at ${budgets.rate} requests a second`,
            seen: `${seen.toFixed(2)} ms over ${tally.examined} requests`,
          });
        }
        const told = percentiles.map(([name, seen]) => `${name} ${seen.toFixed(2)} ms`).join(', ');
        return {
          notes: [
            `${told} at ${budgets.rate} requests a second, ${tally.examined} requests, counted from when they were due`,
          ],
          unproven: lost > 0 ? `${lost} of ${tally.examined} requests got no reply` : undefined,
        };
      },
    };
  },
);
