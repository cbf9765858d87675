import { expect, test } from 'vitest';
import { nearestOf } from './nearest.ts';

test.each([
  ['artefact', ['action', 'artifact'], 'artifact'],
  ['USDE-1', ['USED-1', 'USED-2'], 'USED-1'],
  ['BYU', ['HOLD', 'BUY'], 'BUY'],
  ['Batch', ['batch'], 'batch'],
  ['usedTrainedmodel', ['usedTrainedModel'], 'usedTrainedModel'],
])('%s is near one of %j', (word, candidates, expected) => {
  expect(nearestOf(word, candidates)).toBe(expected);
});

test.each([
  ['colour', ['dtype', 'name']],
  ['', ['contract']],
  ['x', []],
])('%j is near none of %j', (word, candidates) => {
  expect(nearestOf(word, candidates)).toBeUndefined();
});
