import { expect, test } from 'vitest';
import type { InterventionFile } from '../../contract/stack-file.ts';
import { absences, type Takeable } from './absence.ts';

const command = (name: string, predicts: InterventionFile['predicts']): InterventionFile => {
  return { name, run: ['a'], undo: ['b'], env: {}, predicts, within: 1_000 };
};
const scaled = command('it is scaled to none', 'nothing');
const commands = [command('roll out', 'marked'), scaled, command('restart', 'own')];

test.each<[string, Takeable, string[]]>([
  [
    'an endpoint of ours, with a route',
    { isOurs: true, readsOurFolder: true, reloads: true, commands: [] },
    ['removed', 'started-without', 'killed', 'frozen'],
  ],
  [
    'one of ours that cannot be told to load',
    { isOurs: true, readsOurFolder: true, reloads: false, commands: [] },
    ['started-without', 'killed', 'frozen'],
  ],
  [
    'one of ours that reads its model elsewhere',
    { isOurs: true, readsOurFolder: false, reloads: true, commands: [] },
    ['killed', 'frozen'],
  ],
  ['one that ran already', { isOurs: false, readsOurFolder: false, reloads: true, commands: [] }, []],
  [
    'one that ran already, with commands',
    { isOurs: false, readsOurFolder: false, reloads: true, commands },
    ['command'],
  ],
])('of %s', (_, takeable, kinds) => {
  expect(absences(takeable).map(({ kind }) => kind)).toEqual(kinds);
});

test('each is told in words of its own, those of a command are its name', () => {
  const all = absences({ isOurs: true, readsOurFolder: true, reloads: true, commands });
  expect(new Set(all.map(({ way }) => way)).size).toBe(all.length);
  expect(all.at(-1)).toEqual({ kind: 'command', way: 'it is scaled to none', file: scaled });
});
