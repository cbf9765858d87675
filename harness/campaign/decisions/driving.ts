import type { Contract, ReplyPlaces } from '../../contract/contract.ts';
import type { AskedForm } from '../../protocols/protocol.ts';
import type { ReplyForm } from '../../tap/answers/action-place.ts';
import { ruleName, type TapRule } from '../../tap/tap-rule.ts';
import type { Drive } from './driven-application.ts';

/** What an application is asked for, one decision at a time, and where the endpoint's replies state it. */
export interface Driving extends Pick<Contract, 'actions' | 'sizing'> {
  /** For what is drawn. */
  readonly seed: number;
  /** Where a reply to one row states what, in each form in which the endpoint may be asked. */
  readonly places: Readonly<Record<AskedForm, ReplyPlaces>>;
}

/** What is put in, and its name. */
export type NamedRule = Required<Pick<Drive, 'note' | 'rule'>>;

/** Each rule by its name, as it is applied to a reply of either form; where one form cannot have it, as to the other. */
export function inEachForm(
  { places, actions }: Driving,
  make: (form: ReplyForm) => readonly TapRule[],
): readonly NamedRule[] {
  const ofBatch = new Map(make({ places: places.batch, actions }).map((rule) => [ruleName(rule), rule]));
  return make({ places: places.predict, actions }).map((ofPredict) => {
    const note = ruleName(ofPredict);
    return { note, rule: (form) => (form === 'batch' ? (ofBatch.get(note) ?? ofPredict) : ofPredict) };
  });
}
