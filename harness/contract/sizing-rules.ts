import type { PlacedComplaint } from './explain.ts';
import { nearestOf } from './nearest.ts';
import { sizeOf } from './sizing.ts';
import { complaint, type SoundContract } from './sound-contract.ts';

type SoundSizing = NonNullable<SoundContract['sizing']>;

/** What must hold of the tiers, and between them, the tail means of a reply and the orders. */
export function* sizingRules({ sizing, reply, actions }: SoundContract): Generator<PlacedComplaint> {
  if (sizing === undefined) return;
  yield* levelIsStated(sizing, reply);
  yield* tiersFall(sizing);
  yield* everyOrderIsSized(sizing, actions);
}

function* levelIsStated({ level }: SoundSizing, reply: SoundContract['reply']) {
  if (level === undefined || reply === undefined) return;
  const stated = reply.cvar ?? [];
  if (('cvar' in reply && reply.cvar === undefined) || stated.some((each) => each?.level === undefined)) return;
  const levels = stated.map((each) => each!.level!);
  if (levels.includes(level)) return;
  const expected = levels.length > 0 ? `one of ${levels.join(', ')}` : 'its level and pointer there';
  yield complaint(['sizing', 'level'], `reply.cvar has no tail mean at the level ${level}`, { expected });
}

function* tiersFall(sizing: SoundSizing) {
  const pairs = [
    ['target', 'floor'],
    ['floor', 'veto'],
  ] as const;
  for (const [higher, lower] of pairs) {
    const [most, least] = [sizing[higher], sizing[lower]];
    if (most === undefined || least === undefined || least < most) continue;
    yield complaint(['sizing', lower], `${lower} (${least}) is not below ${higher} (${most})`, {
      expected: `a number below ${most}`,
    });
  }
}

function* everyOrderIsSized(sizing: SoundSizing, actions: SoundContract['actions']) {
  const { field } = sizing;
  const orders = actions?.orders;
  if (field === undefined || orders === undefined) return;
  const named = Object.entries(orders);
  if (named.length === 0) {
    yield complaint(['sizing'], 'there are no orders whose size it could be', { expected: 'actions.orders' });
    return;
  }
  const fields = [...new Set(named.flatMap(([, order]) => Object.keys(order ?? {})))];
  if (!fields.includes(field)) {
    const expected = `one of ${fields.join(', ')}`;
    yield complaint(['sizing', 'field'], `no order has a field ${field}`, {
      expected,
      nearest: nearestOf(field, fields),
    });
    return;
  }
  for (const [label, order] of named) {
    if (order === undefined) continue;
    const path = ['actions', 'orders', label];
    if (!(field in order)) {
      yield complaint(path, `the order of ${label} has no ${field}, which is what is sized`);
      continue;
    }
    const full = order[field];
    if (full === undefined || (typeof full === 'string' && /^\$\{.+\}$/.test(full))) continue;
    yield* sizeCanShrink(full, [...path, field], sizing);
  }
}

function* sizeCanShrink(full: string | number, path: (string | number)[], { smallest, step }: SoundSizing) {
  if (typeof full === 'string' || !(full > 0)) {
    yield complaint(path, `${JSON.stringify(full)} cannot be sized`, { expected: 'a number above 0, or ${NAME}' });
  } else if (smallest !== undefined && step !== undefined && sizeOf({ step }, full, smallest) <= 0) {
    const problem = `the smallest size, ${smallest} of ${full}, is less than one step of ${step}: nothing could be ordered`;
    yield complaint(path, problem);
  }
}
