import type { ReplyPlaces } from '../contract/contract.ts';
import { placesOf } from './json-places.ts';
import { pointerTokens } from './json-pointer.ts';
import { compileReply, type ReadReply } from './json-reply.ts';
import { ReplyMismatch } from './json-shape.ts';
import type { SpokenContract } from './spoken-contract.ts';
import type { JsonValue } from './strict-json.ts';

/** What a reply gives, by the names that the server has for its outputs: each with one item a row. */
export type OutputsByName = Readonly<Record<string, JsonValue>>;

/** @throws {ReplyMismatch} */
export type ReadOutputs = (body: JsonValue, rows: number) => OutputsByName;

/** What the server calls outputs, by the contract's names; the same, where it is not said. */
export type OutputNames = Readonly<Record<string, string>>;

export interface NamedReply {
  readonly read: ReadReply;
  readonly readAction: ReadReply;
  /** The places as the contract and the stack file have them: the first step is an output's name. */
  readonly places: ReplyPlaces;
}

/**
 * Reads replies of servers that give tensors by name: a place of the contract, such as `/logits`, begins with the name
 * of an output, and what stands there has one item a row.
 */
export function namedReply(
  contract: SpokenContract,
  { reply, outputs: names }: { readonly reply: ReplyPlaces; readonly outputs: OutputNames },
  readOutputs: ReadOutputs,
): NamedReply {
  const places = placesOf(contract.reply, reply);
  const { action, scores } = places;
  const wanted = [action ?? scores].flatMap((place) => (place ? pointerTokens(place.pointer).slice(0, 1) : []));
  const how = { each: undefined, batch: true, actions: contract.actions };
  const named = (read: ReadReply): ReadReply => {
    return (body, rows) => {
      const given = readOutputs(body, rows);
      const scope = renamed(given, names);
      const missing = wanted.find((name) => !Object.hasOwn(scope, name));
      if (missing !== undefined) {
        const known = Object.keys(given).map((name) => JSON.stringify(name));
        throw new ReplyMismatch(
          `there is no output ${names[missing] ?? missing}, only ${known.join(', ') || 'none at all'}`,
        );
      }
      return read(scope, rows);
    };
  };
  return {
    read: named(compileReply({ places, ...how })),
    readAction: named(compileReply({ places: action ? { action } : { scores }, ...how })),
    places,
  };
}

/** The outputs by the contract's names. */
function renamed(given: OutputsByName, names: OutputNames): { [name: string]: JsonValue } {
  const contractNames = new Map(Object.entries(names).map(([name, served]) => [served, name]));
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [contractNames.get(name) ?? name, value]));
}
