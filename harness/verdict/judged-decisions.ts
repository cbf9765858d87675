import type { ArrivedOrder, Decision, GivenAnswer, PutIn } from '../checks/decision.ts';
import { expectedAnswers } from '../checks/expected-answer.ts';
import { replyInWords } from '../checks/wording.ts';
import type { Contract } from '../contract/contract.ts';
import { isAt } from '../contract/is-at.ts';
import type { ApplicationFile, EndpointFile, ExchangeFile } from '../contract/stack-file.ts';
import type { DecisionPhase } from '../history/decision.ts';
import type { DecisionHistory, DecisionMessage } from '../history/history.ts';
import type { Message } from '../history/message.ts';
import { type AskedPrediction, compilePredictionReader } from '../protocols/asked-prediction.ts';
import { pointerTokens, valueAt } from '../protocols/json-pointer.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { statedDecision } from '../protocols/stated-decision.ts';
import { type JsonValue, readStrictJson } from '../protocols/strict-json.ts';
import { spanAt } from '../tap/answers/json-span.ts';
import { type ApplicationLog, loggedFor } from './application-log.ts';

export interface DecisionReading {
  readonly contract: Contract;
  readonly protocol: Protocol;
  readonly endpoint: EndpointFile;
  readonly application: ApplicationFile;
  readonly exchange: ExchangeFile;
  readonly log: ApplicationLog;
}

/** A call of the endpoint for an answer. */
interface Prediction extends AskedPrediction {
  readonly message: DecisionMessage;
}

/** Reads what was recorded of an application as checks want it: one decision after the other, its calls understood. */
export function* judgedDecisions(
  history: DecisionHistory,
  reading: DecisionReading,
  phases: readonly DecisionPhase[],
): Generator<Decision> {
  const {
    contract,
    application: { drive },
    log,
  } = reading;
  const predictionIn = compilePredictionReader(contract, reading.endpoint);
  for (const { driven, askedAgain, until, wentOn, messages } of history.decisions(phases)) {
    const { expected, ...about } = driven;
    const asked = messages.find(({ link }) => link === 'application');
    const predictions = messages.flatMap((message): Prediction[] => {
      const { link, method, path, request: body } = message;
      const prediction = link === 'endpoint' ? predictionIn({ method, path, body }) : undefined;
      return prediction ? [{ ...prediction, message }] : [];
    });
    // What was held back belongs to a cycle that was given up.
    const passed = messages.filter(({ link, rule }) => link !== 'exchange' || rule === null);
    const ids = passed.map(({ requestId }) => requestId);
    yield {
      ...about,
      askedAgain,
      requestId: asked?.requestId ?? null,
      until,
      expected: expectedAnswers(expected, contract)[0],
      observation: predictions[0]?.observation,
      given: predictions.map((prediction) => given(prediction, reading)),
      calls: predictions.map(({ message: { requestId, by } }) => ({ requestId, by })),
      putIn: putIn(predictions),
      isAlone: 'poll' in drive,
      stated:
        asked && 'request' in drive
          ? statedDecision(asked.outcome, contract.actions, drive.request.action)
          : (loggedFor(log, ids) ?? { kind: 'unasked', isOver: wentOn }),
      orders: messages.flatMap((message) =>
        ordersIn(message, reading).map((order) => cameDuring(order, message, about)),
      ),
      hindrance: hindranceIn(messages, asked, reading),
    };
  }
}

/** Orders that belong to no decision: see `DecisionHistory.strayMessages`. */
export function* strayOrders(history: DecisionHistory, reading: DecisionReading): Generator<ArrivedOrder> {
  for (const message of history.strayMessages()) yield* ordersIn(message, reading);
}

/** What the application was given: a whole answer that states no other maker than the model and no other count of features. */
function given({ message, form }: Prediction, { contract, protocol }: DecisionReading): GivenAnswer {
  const reply = protocol.decode(message.outcome, 1, form);
  const [row] = reply.kind === 'answered' ? reply.rows : [];
  if (row === undefined) return { kind: 'unusable', text: replyInWords(contract, reply) };
  const { reply: places, features, actions, sizing } = contract;
  if (places.usedTrainedModel && row.usedTrainedModel !== true) {
    return { kind: 'unusable', text: `used_trained_model ${row.usedTrainedModel ?? 'not stated'}` };
  }
  if (places.featureCount && row.featureCount !== features.length) {
    return { kind: 'unusable', text: `feature_count ${row.featureCount ?? 'not stated'}` };
  }
  if (!(row.action >= 0 && row.action < actions.count)) return { kind: 'unusable', text: `action ${row.action}` };
  const estimate = sizing && row.cvar?.[places.cvar?.findIndex(({ level }) => level === sizing.level) ?? -1];
  if (sizing?.missing === 'refused' && estimate === undefined) return { kind: 'unusable', text: 'no tail mean' };
  return { kind: 'action', action: row.action, estimate };
}

/** An application that asks again may be given a second answer that the rule could not be applied to. */
function putIn(predictions: readonly Prediction[]): PutIn {
  const rules = predictions.flatMap(({ message: { rule } }) => rule ?? []);
  const [first] = rules;
  if (first === undefined) return { kind: 'nothing' };
  return first.hindrance === null || rules.some(({ hindrance }) => hindrance === null)
    ? { kind: 'put-in' }
    : { kind: 'hindered', reason: first.hindrance };
}

/** An exchange that Assay serves answers 200, not 201, where an order is one that it already has. */
function ordersIn(message: DecisionMessage, { contract, exchange }: DecisionReading): ArrivedOrder[] {
  if (message.link !== 'exchange' || !isAt(exchange.orders, message)) return [];
  const { request, outcome } = message;
  const status = outcome.kind === 'reply' ? outcome.status : 0;
  if (status === 200) return [];
  const json = readStrictJson(request);
  const at = (pointer: string) => (json.kind === 'value' ? fieldOf(json.value, pointer) : undefined);
  const pointerOf = (name: string) => exchange.fields[name] ?? `/${name}`;
  const names = new Set(Object.values(contract.actions.orders).flatMap((fields) => Object.keys(fields)));
  const fields = [...names].flatMap((name): (readonly [string, string | number])[] => {
    const value = at(pointerOf(name));
    return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
  });
  const market = at(exchange.market);
  return [
    {
      exchange: status === 201 ? 'accepted' : status >= 400 && status < 500 ? 'refused' : 'nothing',
      requestId: message.requestId,
      by: message.by,
      market: typeof market === 'string' ? market : undefined,
      fields: Object.fromEntries(fields),
      ...(contract.sizing && { writtenSize: written(request, pointerOf(contract.sizing.field)) }),
    },
  ];
}

/**
 * What the exchange failed to do: it gave no reply, said that it cannot, or had not answered when the application did. An
 * order may be sent after that; what is asked for before it was waited for, though it may have come to the exchange later.
 */
function hindranceIn(
  messages: readonly Message[],
  asked: Message | undefined,
  { exchange }: DecisionReading,
): string | undefined {
  for (const message of messages) {
    const { link, method, path, outcome, rule, startedAt, endedAt } = message;
    if (link !== 'exchange' || rule !== null) continue;
    const request = `${method} ${path.split('?', 1)[0]}`;
    if (outcome.kind === 'lost') return `the exchange gave no reply to ${request}`;
    if (outcome.status >= 500) return `the exchange answered ${outcome.status} to ${request}`;
    const wasAwaited = asked && (startedAt <= asked.endedAt || !isAt(exchange.orders, message));
    if (wasAwaited && asked.endedAt < endedAt) {
      return `the exchange took longer for ${request} than the application waited`;
    }
  }
  return undefined;
}

/** The text of a value; undefined where the body is no JSON, or nothing stands there. */
function written(body: Uint8Array, pointer: string): string | undefined {
  if (readStrictJson(body).kind === 'refused') return undefined;
  const text = new TextDecoder().decode(body);
  const span = spanAt(text, pointerTokens(pointer));
  return span && text.slice(span.from, span.to);
}

function cameDuring(order: ArrivedOrder, { during }: DecisionMessage, { id }: { readonly id: number }): ArrivedOrder {
  return during === id ? order : { ...order, during: during ?? 0 };
}

function fieldOf(body: JsonValue, pointer: string): JsonValue | undefined {
  return valueAt(body, pointerTokens(pointer));
}
