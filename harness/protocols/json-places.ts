import type { ReplyPlaces } from '../contract/contract.ts';
import type { RequestForm } from '../contract/stack-file.ts';
import { ProtocolError } from './protocol-error.ts';

/**
 * A form's places go before the contract's, one by one; tail means level by level, in the contract's order.
 *
 * @throws {ProtocolError} PLACE_DOES_NOT_FIT
 */
export function placesOf(contract: ReplyPlaces, { cvar: ofForm = [], ...form }: ReplyPlaces): ReplyPlaces {
  const { cvar } = contract;
  const unknown = ofForm.find(({ level }) => !cvar?.some((each) => each.level === level));
  if (unknown) {
    throw new ProtocolError('PLACE_DOES_NOT_FIT', {
      problem: `the stack file says where the tail mean of level ${unknown.level} stands, which the contract does not ask for`,
      remedy: 'list the level in reply.cvar of the contract, or leave it out here',
    });
  }
  const stated = Object.entries(form).filter(([, place]) => place !== undefined);
  return {
    ...contract,
    ...Object.fromEntries(stated),
    ...(cvar && { cvar: cvar.map((each) => ofForm.find(({ level }) => level === each.level) ?? each) }),
  };
}

/** Where a reply to one row says what, from the root of its body. */
export function placesOfOneRow(
  contract: ReplyPlaces,
  { each, reply }: Pick<RequestForm, 'each' | 'reply'>,
): ReplyPlaces {
  const places = placesOf(contract, reply);
  if (each === undefined) return places;
  const within = <Place extends { pointer: string }>(place: Place): Place => ({
    ...place,
    pointer: `${each}/0${place.pointer}`,
  });
  const moved = Object.entries(places).flatMap(([name, place]) => {
    if (place === undefined) return [];
    return [[name, Array.isArray(place) ? place.map(within) : within(place)] as const];
  });
  return Object.fromEntries(moved);
}
