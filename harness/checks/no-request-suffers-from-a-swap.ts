import { eachExchange } from './kinds-of-check.ts';
import { isBusy } from './says-nothing.ts';
import { SwapCounters } from './swap-counters.ts';
import { type GivenBy, type SwappedAnswer, SwapTimeline } from './swap-timeline.ts';
import { replyInWords } from './wording.ts';

/**
 * SWAP-2: while artifacts are replaced, every request is answered, and by one of the two policies.
 *
 * A command of the stack file that is to leave the policy as it is replaces nothing: whoever writes it may restart what
 * answers. Requests that get no answer until it has taken effect are counted apart; what answers them is judged as ever.
 */
export const noRequestSuffersFromASwap = eachExchange(
  { clause: 'SWAP-2', grade: 'corroborated', phases: ['swapped'] },
  (context, tally) => {
    const { contract, endpoint } = context;
    const timeline = new SwapTimeline(context);
    const counts = new Map<GivenBy, number>();
    const counters = new SwapCounters(context);
    let busy = 0;
    let dropped = 0;
    return {
      see(judged) {
        const answer = timeline.read(judged);
        const { by, row, during } = answer;
        counters.see(judged);
        if (during?.about === 'broken') return;
        const { exchange, reply } = judged;
        if (isBusy(reply, endpoint)) {
          busy += 1;
          return;
        }
        if (by === 'nobody' && mayBeRestarting(answer, exchange.sentAt)) {
          dropped += 1;
          return;
        }
        tally.examined += 1;
        counts.set(by, (counts.get(by) ?? 0) + 1);
        const where = during ? ` (${during.name})` : '';
        const seen = replyInWords(contract, reply);
        if (by === 'nobody') {
          const about = 'a request gets no answer while an artifact is replaced';
          tally.violation({ about, expected: `an action${where}`, seen, exchange: exchange.id });
        } else if (by === 'neither') {
          const about =
            'while an artifact is replaced, something answers that is neither the old model nor the new one';
          tally.violation({
            about,
            expected: `what one of the two policies gives${where}`,
            seen,
            exchange: exchange.id,
          });
        } else if (row?.usedTrainedModel === false) {
          const about = 'while an artifact is replaced, an answer says that no trained model gave it';
          tally.violation({ about, expected: `used_trained_model true${where}`, seen, exchange: exchange.id });
        }
      },
      conclude() {
        const answers = tally.examined;
        const unproven = counters.judge(tally);
        if (answers === 0) return undefined;
        const note =
          `${answers} requests sent, ${count('nobody')} lost or refused, ${count('own')} answered by the own policy, ` +
          `${count('marked')} by the marked one, ${count('neither')} by neither`;
        const either = count('either') > 0 ? `, ${count('either')} by either` : '';
        const again = busy > 0 ? `; ${busy} told to come again` : '';
        const apart =
          dropped > 0 ? `; ${dropped} got no answer while a command of the stack file left the policy as it is` : '';
        return { unproven, notes: [`${note}${either}${again}${apart}`] };
      },
    };

    function count(by: GivenBy): number {
      return counts.get(by) ?? 0;
    }
  },
);

function mayBeRestarting({ during, replaced }: SwappedAnswer, sentAt: number): boolean {
  if (during?.about !== 'command' || replaced !== undefined) return false;
  return during.settledAt === null || sentAt < during.settledAt;
}
