import type { Template } from '../contract/stack-file.ts';
import { wrongCarrier, wrongWhole } from './json-malformed-body.ts';
import { wrongCounts } from './json-malformed-count.ts';
import { wrongInputs } from './json-malformed-input.ts';
import { wrongKinds } from './json-malformed-kind.ts';
import { wrongInputMembers, wrongMembers, wrongNames } from './json-malformed-name.ts';
import { wrongValues } from './json-malformed-value.ts';
import {
  distinct,
  goodBody,
  hasInputs,
  hasOneArray,
  type Mistake,
  type RowMistake,
  written,
  writtenEntries,
} from './json-mistake.ts';
import type { ObservationLayout } from './observation-layout.ts';

/**
 * Every way in which the body for one row can be wrong, from a good row. Features are numbered from 0.
 *
 * Only what a server must refuse is among them: a value that is beyond the range that training saw is not.
 */
export function malformedBodies(template: Template, layout: ObservationLayout, row: Float32Array): Mistake[] {
  const good = goodBody(template, layout, row);
  const { kinds } = good;
  const body = writtenEntries(good, good.entries);
  const alone = ({ row: wrong, ...mistake }: RowMistake): Mistake => ({ ...mistake, body: written(good, wrong) });

  return distinct(
    [
      ...(hasOneArray(good) ? wrongCounts(good) : []),
      ...(kinds.has('named') || kinds.has('namedRows') ? wrongNames(good) : []),
      ...(kinds.has('feature') ? wrongMembers(good) : []),
      ...wrongValues(good),
      ...wrongCarrier(good),
      ...wrongWhole(body),
      ...(hasInputs(good) ? wrongInputs(good).map(alone) : []),
      ...(kinds.has('input') || kinds.has('inputRows') || kinds.has('inputFlat') ? wrongInputMembers(good) : []),
      ...wrongKinds(good).map(alone),
    ],
    body,
  );
}
