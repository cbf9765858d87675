import type { Contract } from '../../contract/contract.ts';
import type { EndpointFile } from '../../contract/stack-file.ts';
import type { Exchange, LogLine, LostReason, Outcome } from '../../history/exchange.ts';
import type { ExchangeFilter, History } from '../../history/history.ts';
import type { FactKind, Facts, FactsOf } from '../../history/run-event.ts';
import type { Reply } from '../../protocols/protocol.ts';
import type { Check, CheckResult, JudgedExchange } from '../check.ts';
import { expectedAnswers } from '../expected-answer.ts';
import { contract, endpoint } from './small-contract.ts';

/** One call as a test tells it: what the artifact gives to each row, and what came back. */
export type ToldCall = Partial<Omit<Exchange, 'id' | 'expected' | 'outcome'>> & {
  /** Values of all outputs, a row; empty for a malformed request, and where nobody asked the oracle. */
  readonly expected: readonly (readonly number[])[];
  readonly reply: Reply;
  /** What came back, where it says more than the reply. */
  readonly outcome?: Outcome;
};

/** A run that a test tells, call by call, line by line and fact by fact; then a check looks at it. */
export class ToldRun implements History {
  readonly #contract: Contract;
  readonly #endpoint: EndpointFile;
  readonly #calls: JudgedExchange[] = [];
  readonly #logs: LogLine[] = [];
  readonly #facts: Facts[] = [];

  constructor(given: { contract?: Partial<Contract>; endpoint?: Partial<EndpointFile> } = {}) {
    this.#contract = { ...contract, ...given.contract };
    this.#endpoint = { ...endpoint, ...given.endpoint };
  }

  call({ expected, reply, outcome = outcomeOf(reply), ...given }: ToldCall): this {
    const id = this.#calls.length + 1;
    const exchange: Exchange = {
      id,
      phase: 'nominal',
      subject: id - 1,
      note: '',
      rows: expected.length,
      observation: new Float32Array(this.#contract.features.length * expected.length),
      request: null,
      scheduledAt: 10 * id,
      sentAt: 10 * id,
      endedAt: 10 * id + 2,
      retries: 0,
      ...given,
      expected: Float32Array.from(expected.flat()),
      outcome,
    };
    this.#calls.push({ exchange, reply, expected: expectedAnswers(exchange.expected, this.#contract) });
    return this;
  }

  calls(count: number, told: (call: number) => ToldCall): this {
    for (let call = 0; call < count; call += 1) this.call(told(call));
    return this;
  }

  log(text: string, source = 'endpoint'): this {
    this.#logs.push({ source, stream: 'stdout', at: this.#logs.length, text });
    return this;
  }

  fact(...facts: readonly Facts[]): this {
    this.#facts.push(...facts);
    return this;
  }

  /** What a check makes of it, as the judge would have it look. */
  by(check: Check): CheckResult {
    const examination = check.begin({ contract: this.#contract, endpoint: this.#endpoint, history: this });
    for (const call of this.#calls) if (check.phases.includes(call.exchange.phase)) examination.see(call);
    return examination.conclude();
  }

  *exchanges({ phases }: ExchangeFilter = {}): Iterable<Exchange> {
    for (const { exchange } of this.#calls) if (!phases || phases.includes(exchange.phase)) yield exchange;
  }

  *logs(source?: string): Iterable<LogLine> {
    for (const line of this.#logs) if (source === undefined || line.source === source) yield line;
  }

  *facts<Kind extends FactKind>(kind: Kind): Iterable<FactsOf<Kind>> {
    for (const facts of this.#facts) if (isOf(facts, kind)) yield facts;
  }
}

function isOf<Kind extends FactKind>(facts: Facts, kind: Kind): facts is FactsOf<Kind> {
  return facts.kind === kind;
}

/** The bytes of a reply, of one row where it is an answer, in the dialect of the small contract. */
function outcomeOf(reply: Reply): Outcome {
  if (reply.kind === 'lost') {
    return { kind: 'lost', reason: reply.problem as LostReason, message: reply.problem };
  }
  const status = 'status' in reply ? reply.status : 200;
  const [row] = reply.kind === 'answered' ? reply.rows : [];
  const said = row && {
    action: row.action,
    logits: row.scores,
    used_trained_model: row.usedTrainedModel,
    feature_count: row.featureCount,
    model_version: row.modelVersion,
    latency_ms: row.latency,
  };
  const body = new TextEncoder().encode(JSON.stringify(said ?? {}));
  return { kind: 'reply', status, contentType: 'application/json', body };
}
