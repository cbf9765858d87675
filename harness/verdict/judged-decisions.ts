import type { ArrivedOrder, Decision, GivenAnswer, StatedDecision } from '../checks/decision.ts';
import { replyInWords } from '../checks/wording.ts';
import type { Contract } from '../contract/contract.ts';
import { isAt } from '../contract/is-at.ts';
import type { ApplicationFile, EndpointFile, ExchangeFile } from '../contract/stack-file.ts';
import type { DecisionPhase } from '../history/decision.ts';
import type { DecisionHistory } from '../history/history.ts';
import type { Message } from '../history/message.ts';
import { compileObservationReader, type ReadObservation } from '../protocols/json-observation.ts';
import { pointerTokens, valueAt } from '../protocols/json-pointer.ts';
import { ReplyMismatch } from '../protocols/json-shape.ts';
import { layoutOf } from '../protocols/observation-layout.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { excerptOfBytes } from '../protocols/reply-text.ts';
import { type JsonValue, readStrictJson } from '../protocols/strict-json.ts';

export interface DecisionReading {
  readonly contract: Contract;
  readonly protocol: Protocol;
  readonly endpoint: EndpointFile;
  readonly application: ApplicationFile;
  readonly exchange: ExchangeFile;
  readonly phases: readonly DecisionPhase[];
}

/** Reads what was recorded of an application as checks want it: one decision after the other, its calls understood. */
export function* judgedDecisions(history: DecisionHistory, reading: DecisionReading): Generator<Decision> {
  const observationIn = compileObservationReader(
    reading.endpoint.protocol.json.predict.body,
    layoutOf(reading.contract),
  );
  for (const { driven, messages } of history.decisions(reading.phases)) {
    const { id, phase, subject, note, values, features } = driven;
    const asked = messages.find(({ link }) => link === 'application');
    yield {
      id,
      phase,
      subject,
      note,
      values,
      features,
      observation: observed(
        messages.find((each) => isPrediction(each, reading)),
        observationIn,
      ),
      given: messages.filter((each) => isPrediction(each, reading)).map((message) => given(message, reading)),
      stated: asked ? stated(asked, reading) : { kind: 'unasked' },
      orders: messages.filter((message) => isOrder(message, reading.exchange)).flatMap((each) => order(each, reading)),
    };
  }
}

/** An application may ask for readiness and more; only what goes to the route of a prediction is one. */
function isPrediction(message: Message, { endpoint: { routes } }: DecisionReading): boolean {
  return message.link === 'endpoint' && isAt(routes.predict, message);
}

/** What the application asks about, read from the form in which the endpoint is asked. */
function observed(asked: Message | undefined, observationIn: ReadObservation): Decision['observation'] {
  if (!asked) return undefined;
  const json = readStrictJson(asked.request);
  if (json.kind === 'refused') return json.problem;
  try {
    return observationIn(json.value);
  } catch (error) {
    if (error instanceof ReplyMismatch) return error.message;
    throw error;
  }
}

/** What the application was given: a whole answer that states no other maker than the model and no other count of features. */
function given({ outcome }: Message, { contract, protocol }: DecisionReading): GivenAnswer {
  const reply = protocol.decode(outcome, 1);
  const [row] = reply.kind === 'answered' ? reply.rows : [];
  if (row === undefined) return { kind: 'unusable', text: replyInWords(contract, reply) };
  const { reply: places, features, actions } = contract;
  if (places.usedTrainedModel && row.usedTrainedModel !== true) {
    return { kind: 'unusable', text: `used_trained_model ${row.usedTrainedModel ?? 'not stated'}` };
  }
  if (places.featureCount && row.featureCount !== features.length) {
    return { kind: 'unusable', text: `feature_count ${row.featureCount ?? 'not stated'}` };
  }
  if (!(row.action >= 0 && row.action < actions.count)) return { kind: 'unusable', text: `action ${row.action}` };
  return { kind: 'action', action: row.action };
}

function stated({ outcome }: Message, { contract, application: { drive } }: DecisionReading): StatedDecision {
  if ('poll' in drive) return { kind: 'unasked' };
  if (outcome.kind === 'lost') return { kind: 'refused', text: `no reply: ${outcome.message}` };
  const text = `status ${outcome.status}: ${excerptOfBytes(outcome.body)}`;
  const json = readStrictJson(outcome.body);
  if (outcome.status < 200 || outcome.status >= 300 || json.kind === 'refused') return { kind: 'refused', text };
  const { labels, count } = contract.actions;
  const value = valueAt(json.value, pointerTokens(drive.request.action));
  const action = typeof value === 'string' ? labels.indexOf(value) : value;
  const isAction = typeof action === 'number' && Number.isInteger(action) && action >= 0 && action < count;
  return isAction ? { kind: 'decided', action } : { kind: 'refused', text };
}

function isOrder(message: Message, { orders }: ExchangeFile): boolean {
  return message.link === 'exchange' && isAt(orders, message);
}

/** An exchange that Assay serves answers 200, not 201, where an order is one that it already has. */
function order({ request, outcome }: Message, { contract, exchange }: DecisionReading): ArrivedOrder[] {
  const status = outcome.kind === 'reply' ? outcome.status : 0;
  if (status === 200) return [];
  const json = readStrictJson(request);
  const names = new Set(Object.values(contract.actions.orders).flatMap((fields) => Object.keys(fields)));
  const fields = [...names].flatMap((name): (readonly [string, string | number])[] => {
    const value = json.kind === 'value' ? fieldOf(json.value, exchange.fields[name] ?? `/${name}`) : undefined;
    return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
  });
  return [{ accepted: status === 201, fields: Object.fromEntries(fields) }];
}

function fieldOf(body: JsonValue, pointer: string): JsonValue | undefined {
  return valueAt(body, pointerTokens(pointer));
}
