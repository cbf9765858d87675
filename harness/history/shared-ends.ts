/** How many bytes a body has in common with another one, at its beginning and, apart from these, at its end. */
export interface SharedEnds {
  readonly head: number;
  readonly tail: number;
}

export function sharedEnds(body: Uint8Array, other: Uint8Array): SharedEnds {
  const most = Math.min(body.length, other.length);
  let head = 0;
  while (head < most && body[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < most - head && body[body.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  return { head, tail };
}

/** What of a body is not shared. */
export function between(body: Uint8Array, { head, tail }: SharedEnds): Uint8Array {
  return body.subarray(head, body.length - tail);
}

/** The body of which this is what is not shared. */
export function joined(other: Uint8Array, { head, tail }: SharedEnds, middle: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([other.subarray(0, head), middle, other.subarray(other.length - tail)]));
}
