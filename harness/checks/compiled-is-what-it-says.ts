import { formsIn } from '../contract/body-rules.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { Exchange } from '../history/exchange.ts';
import { pointerTokens, valueAt } from '../protocols/json-pointer.ts';
import type { Table } from './check.ts';
import { upperBound } from './clopper-pearson.ts';
import { eachExchange } from './kinds-of-check.ts';
import { median, quantile } from './quantile.ts';
import { saysNothing } from './says-nothing.ts';
import { replyInWords } from './wording.ts';
import { wrongWith } from './wrong-with.ts';

const confidence = 0.99;
/** Pairs that follow each other, of which the lower quartiles are compared: whatever else the machine does makes times longer. */
const pairsInBlock = 20;
type Form = 'eager' | 'compiled';
type Measured = Readonly<Record<Form, { stated: number[]; waited: number[] }>>;

/**
 * TIME-3: what is stated to be compiled answers as the artifact does, and is as many times as fast as the contract
 * promises, one row at a time: in so many blocks of pairs that it cannot be chance (sign test).
 *
 * Judged by how long replies state that the model took alone, where they do; HTTP takes many times as long. A call that says
 * nothing is counted as unanswered, and has no time.
 */
export const compiledIsWhatItSays = eachExchange(
  { clause: 'TIME-3', grade: 'corroborated', phases: ['forms'] },
  ({ contract, endpoint }, tally) => {
    const bySize = new Map<number, Measured>();
    const { states, inference } = endpoint.compiled ?? {};
    const measure = (size: number, form: Form, times: { stated: number; waited: number }) => {
      const measured = bySize.get(size) ?? { eager: { stated: [], waited: [] }, compiled: { stated: [], waited: [] } };
      bySize.set(size, measured);
      measured[form].stated.push(times.stated);
      measured[form].waited.push(times.waited);
    };
    return {
      see(judged) {
        const { exchange, reply, expected } = judged;
        const form: Form = exchange.note === 'compiled' ? 'compiled' : 'eager';
        if (saysNothing(judged, endpoint)) {
          tally.unanswered += 1;
          // What follows stays in its pair.
          measure(exchange.subject, form, { stated: Number.NaN, waited: Number.NaN });
          return;
        }
        tally.examined += 1;
        const wrong =
          reply.kind === 'answered'
            ? reply.rows.map((row, at) => wrongWith(contract, row, expected[at]!)).find((each) => each !== undefined)
            : { about: '', expected: 'an answer of the policy', seen: replyInWords(contract, reply) };
        if (wrong) {
          const { expected, seen } = wrong;
          const about = `the ${form} form does not answer as the artifact does`;
          tally.violation({ about, expected, seen, exchange: exchange.id });
          return;
        }
        const said = states === undefined ? undefined : statedAt(exchange, states, endpoint);
        if (states !== undefined && said !== (form === 'compiled')) {
          tally.violation({
            about: `the ${form} form states that it is ${said === true ? 'compiled' : 'not compiled'}`,
            expected: `${states} is ${form === 'compiled'}`,
            seen: JSON.stringify(said) ?? 'nothing',
            exchange: exchange.id,
          });
        }
        const waited = exchange.endedAt - exchange.sentAt;
        const alone = inference === undefined ? waited : statedAt(exchange, inference, endpoint);
        const stated = typeof alone === 'number' && alone > 0 ? alone : Number.NaN;
        measure(exchange.subject, form, { stated, waited });
      },
      conclude() {
        if (bySize.size === 0 || tally.examined === 0) return undefined;
        const tables = [tableOf(bySize)];
        const promised = contract.budgets.compiled;
        const single = bySize.get(1);
        if (promised === undefined || !single) return { tables };
        const blocks = blocksOf(single);
        const faster = blocks.filter((ratio) => ratio >= promised).length;
        const seen = `${median(blocks).toFixed(2)} times (median of ${blocks.length} blocks of ${pairsInBlock} pairs, ${faster} of them at least ${promised})`;
        if (!(upperBound(faster, blocks.length, confidence) >= 0.5)) {
          tally.violation({
            about: 'what is stated to be compiled is not as fast as the contract promises: it may run eagerly',
            expected: `${promised} times as fast as the eager form, one row at a time`,
            seen,
          });
          return { tables };
        }
        const isSure = upperBound(blocks.length - faster, blocks.length, confidence) < 0.5;
        return {
          tables,
          unproven:
            isSure || tally.unanswered > 0
              ? undefined
              : `too noisy to tell whether it is ${promised} times as fast: ${seen}`,
        };
      },
    };
  },
);

/** What a reply states at a place, of which batches give it once a row. */
function statedAt({ outcome }: Exchange, pointer: string, { protocol }: Pick<EndpointFile, 'protocol'>): unknown {
  if (outcome.kind !== 'reply') return undefined;
  const root = JSON.parse(new TextDecoder().decode(outcome.body));
  const each = Object.values(formsIn(protocol) ?? {}).flatMap((form) =>
    typeof form === 'object' && form.each !== undefined ? [`${form.each}/0`] : [],
  );
  return ['', ...each]
    .map((before) => valueAt(root, pointerTokens(`${before}${pointer}`)))
    .find((value) => value !== undefined);
}

function pairsOf({ eager, compiled }: Measured): number[] {
  return eager.stated.flatMap((time, pair) => {
    const ratio = time / (compiled.stated[pair] ?? Number.NaN);
    return Number.isFinite(ratio) ? [ratio] : [];
  });
}

/** How many times as fast the compiled form is, block by block. */
function blocksOf({ eager, compiled }: Measured): number[] {
  const ratios: number[] = [];
  for (let from = 0; from + pairsInBlock <= eager.stated.length; from += pairsInBlock) {
    const [one, other] = [eager, compiled].map(({ stated }) => lowerQuartile(stated.slice(from, from + pairsInBlock)));
    const ratio = one! / other!;
    if (Number.isFinite(ratio)) ratios.push(ratio);
  }
  return ratios;
}

function lowerQuartile(times: readonly number[]): number {
  return quantile(times, 1 / 4);
}

function tableOf(bySize: ReadonlyMap<number, Measured>): Table {
  return {
    title: 'compiled against eager, medians',
    columns: ['rows', 'eager', 'compiled', 'speed-up', 'caller waits: eager', 'compiled'],
    rows: [...bySize].map(([size, measured]) => {
      const { eager, compiled } = measured;
      const times = [eager.stated, compiled.stated].map(milliseconds);
      const waits = [eager.waited, compiled.waited].map(milliseconds);
      return [String(size), ...times, `${median(pairsOf(measured)).toFixed(2)}`, ...waits];
    }),
  };
}

function milliseconds(times: readonly number[]): string {
  return `${median(times).toFixed(3)} ms`;
}
