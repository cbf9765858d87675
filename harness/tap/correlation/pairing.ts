/** Something that was seen at one place, and may have been seen at another. */
export interface Seen {
  /** Milliseconds since the run began. */
  readonly at: number;
  /** By which it says which one it is. */
  readonly id?: string | undefined;
  /** What it says, in a form that both places write alike; undefined where that is not known. */
  readonly content?: string | undefined;
}

export interface Pair<One, Other> {
  readonly one: One;
  readonly other: Other;
  readonly by: 'id' | 'time and content' | 'time';
}

export interface Pairing<One, Other> {
  /** In the order of time of their first halves. */
  readonly pairs: readonly Pair<One, Other>[];
  readonly loneOnes: readonly One[];
  readonly loneOthers: readonly Other[];
}

/** How many milliseconds the other may be seen before, and after, the one. */
export interface Apart {
  readonly before: number;
  readonly after: number;
}

/**
 * Pairs what was seen at two places, one to one.
 *
 * First by id, wherever both state the same; where several do, the first with the first. Of what is left, by the same
 * content within time, the earliest with the earliest; and last by time alone, where one of the two has no content.
 * Never are two paired whose ids differ, or whose contents do where there is no id. In which order the lists are given
 * makes no difference, but for events that agree in time, id and content.
 */
export function pairSeen<One extends Seen, Other extends Seen>(
  ones: readonly One[],
  others: readonly Other[],
  apart: Apart,
): Pairing<One, Other> {
  const left = { ones: inOrder(ones), others: inOrder(others) };
  const pairs: Pair<One, Other>[] = [];

  const pairUp = (by: Pair<One, Other>['by'], fits: (one: One, other: Other) => boolean): void => {
    const free = new Set(left.others);
    left.ones = left.ones.filter((one) => {
      const other = free.values().find((candidate) => fits(one, candidate));
      if (!other) return true;
      free.delete(other);
      pairs.push({ one, other, by });
      return false;
    });
    left.others = [...free];
  };
  const isNear = (one: One, other: Other) => other.at - one.at >= -apart.before && other.at - one.at <= apart.after;
  const mayBeOne = (one: One, other: Other) => one.id === undefined || other.id === undefined;

  pairUp('id', (one, other) => one.id !== undefined && one.id === other.id);
  pairUp('time and content', (one, other) => {
    return mayBeOne(one, other) && one.content !== undefined && one.content === other.content && isNear(one, other);
  });
  pairUp('time', (one, other) => {
    return mayBeOne(one, other) && (one.content === undefined || other.content === undefined) && isNear(one, other);
  });
  return { pairs: pairs.sort((a, b) => compare(a.one, b.one)), loneOnes: left.ones, loneOthers: left.others };
}

function inOrder<Event extends Seen>(events: readonly Event[]): readonly Event[] {
  return events.toSorted(compare);
}

function compare(one: Seen, other: Seen): number {
  return one.at - other.at || compareTexts(one.id, other.id) || compareTexts(one.content, other.content);
}

function compareTexts(one = '', other = ''): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
