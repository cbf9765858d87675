import { eachExchange } from './kinds-of-check.ts';
import { median, quantile } from './quantile.ts';
import { starvationIn } from './starvation.ts';

/** Medians of fewer calls say little. */
const fewest = 32;
/** What a median may differ by on a machine that does other things as well, in milliseconds. */
const leastSlack = 1;
/** ... and in round trips that ask for no inference. */
const slackInRoundTrips = 3;
/** The slowest quarter differs more: the machine may have done something else in many calls. */
const slowest = 3 / 4;
const leastTailSlack = 5;
/** Others on this machine do not keep every call waiting: what even the quickest quarter waits for is left out. */
const quickest = 1 / 4;

/**
 * TIME-2: the latency that replies state is what the caller waits for, less the way there and back.
 *
 * Measured with one request in flight, in medians, and by the slowest quarter. The way there and back is that of a
 * request that asks for no inference; a wait that neither it nor the stated latency explains is one that the statement
 * leaves out, unless others took the processors of this machine, and waiting for them explains it.
 */
export const statedLatencyIsHonest = eachExchange(
  { clause: 'TIME-2', grade: 'corroborated', phases: ['alone'] },
  ({ history }, tally) => {
    const stated: number[] = [];
    const waited: number[] = [];
    let unstated = 0;
    return {
      see({ exchange, reply }) {
        const answer = reply.kind === 'answered' ? reply.rows[0] : undefined;
        if (!answer) return;
        if (answer.latency === undefined) {
          unstated += 1;
          return;
        }
        tally.examined += 1;
        stated.push(answer.latency);
        waited.push(exchange.endedAt - exchange.sentAt);
      },
      conclude() {
        if (unstated > 0) return { unproven: `${unstated} answers do not state their latency` };
        if (tally.examined < fewest)
          return { unproven: `${tally.examined} stated latencies are too few: it takes ${fewest}` };
        const roundTrips = [...history.facts('transport')].map(({ milliseconds }) => milliseconds);
        if (roundTrips.length < fewest) return { unproven: 'the way to the endpoint and back was not measured' };
        const way = median(roundTrips);
        const slack = Math.max(leastSlack, slackInRoundTrips * way);
        const leftOuts = waited.map((wait, call) => wait - stated[call]!);
        const leftOut = median(leftOuts) - way;
        const told = `stated ${median(stated).toFixed(3)} ms, waited ${median(waited).toFixed(3)} ms, way there and back ${way.toFixed(3)} ms (medians)`;
        const measured = [
          { whom: 'the caller waits', where: '', at: 50, leftOut, slack },
          {
            whom: 'the slowest callers wait',
            where: ' in the slowest quarter',
            at: 100 * slowest,
            leftOut: quantile(leftOuts, slowest) - way,
            slack: Math.max(leastTailSlack, slackInRoundTrips * quantile(roundTrips, slowest)),
          },
        ];
        const beyond = measured.find(({ leftOut, slack }) => !(leftOut <= slack));
        const starvation = starvationIn(history, 'alone', tally.examined);
        const isAlways = !(quantile(leftOuts, quickest) - way <= slack);
        const canBeTheMachines =
          beyond && starvation && !isAlways && beyond.leftOut <= beyond.slack + starvation.at(beyond.at);
        if (beyond && !canBeTheMachines) {
          const { whom, where, leftOut, slack } = beyond;
          tally.violation({
            about: `the stated latency leaves out what ${whom} for`,
            expected: `at most ${slack.toFixed(2)} ms${where} that neither the statement nor the way explains`,
            seen: `${leftOut.toFixed(2)} ms: ${told}`,
          });
        }
        if (!(leftOut >= -slack - way)) {
          tally.violation({
            about: 'the stated latency is longer than what the caller waits for',
            expected: 'at most the time from request to reply',
            seen: told,
          });
        }
        const unproven = canBeTheMachines
          ? `this machine was too busy to measure: ${beyond.leftOut.toFixed(2)} ms are left out${beyond.where}, but ${starvation.words}`
          : undefined;
        return { notes: [told], unproven };
      },
    };
  },
);
