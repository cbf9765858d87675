import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const { root } = protobuf.parse(readFileSync(new URL('open-inference.proto', import.meta.url), 'utf8'), {
  keepCase: true,
});

/** A message of the Open Inference protocol, by its name in open-inference.proto. */
export function messageType(name: string): protobuf.Type {
  return root.lookupType(`inference.${name}`);
}

/** A whole number of 64 bits as protobuf gives it: a number where it is small enough, or an object with its text. */
export type Int64 = number | { toString(): string };

/** Exact up to 2^53. */
export function wholeNumber(value: Int64): number {
  return typeof value === 'number' ? value : Number(value.toString());
}
