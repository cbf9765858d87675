import type { ActionSpace } from '../../contract/action-space.ts';

/** What is no action of a policy, whoever reads it: in words, and as text; undefined stands for a reply without one. */
export interface NonAction {
  readonly name: string;
  readonly value: string | undefined;
}

/** Values at the place of an action that every application must refuse. */
export function nonActions(actions: ActionSpace): readonly NonAction[] {
  return [
    ...(actions.kind === 'discrete' ? beyondTheIndexes(actions.count) : beyondTheBox(actions.high)),
    ...always.map((value) => ({ name: value, value })),
    { name: 'the string of a number', value: '"1"' },
    { name: 'missing', value: undefined },
  ];
}

/** Values that are of the right kind, but beyond what the contract has. */
export function outOfRange(actions: ActionSpace): readonly NonAction[] {
  return actions.kind === 'discrete' ? beyondTheIndexes(actions.count).slice(0, 2) : beyondTheBox(actions.high);
}

const always = ['NaN', '1e999', '"NO SUCH ACTION"', 'true', 'null', '[]', '{}'];

function beyondTheIndexes(count: number): NonAction[] {
  return ['-1', `${count}`, '2.5'].map((value) => ({ name: value, value }));
}

function beyondTheBox(high: readonly number[]): NonAction[] {
  const beyond = high.map((bound) => bound + 1);
  const value = beyond.length === 1 ? `${beyond[0]}` : JSON.stringify(beyond);
  return [{ name: `beyond the box: ${value}`, value }];
}
