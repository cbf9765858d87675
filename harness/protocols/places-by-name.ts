import type { ReplyPlaces } from '../contract/contract.ts';
import { pointerTokens } from './json-pointer.ts';

/** Of these, a reply to one row has one whole value, or states it once for all. */
const wholeFields: readonly string[] = ['action', 'scores', 'modelVersion'];

/**
 * Where what a reply to one row says by the names of outputs stands in its body, which has one value for each row: the
 * decision as a whole, anything else as the first of them.
 *
 * @param pointerOf - the pointer to the values of an output, by its position among those that the places name
 */
export function placesByName(places: ReplyPlaces, pointerOf: (index: number, name: string) => string): ReplyPlaces {
  const names: string[] = [];
  const moved = <Place extends { pointer: string }>(field: string, place: Place): Place => {
    const [name = '', ...rest] = pointerTokens(place.pointer);
    if (!names.includes(name)) names.push(name);
    const inside = rest.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    const row = wholeFields.includes(field) ? '' : '/0';
    return { ...place, pointer: `${pointerOf(names.indexOf(name), name)}${inside}${row}` };
  };
  const all = Object.entries(places).flatMap(([field, place]) => {
    if (place === undefined) return [];
    return [[field, Array.isArray(place) ? place.map((each) => moved(field, each)) : moved(field, place)] as const];
  });
  return Object.fromEntries(all);
}
