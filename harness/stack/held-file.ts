import { createHash } from 'node:crypto';

/** What was found where a file should be. */
export type HeldFile = { readonly sha256: string } | { readonly problem: string };

/** What an endpoint has its files in: a container, or, for a process, this machine. */
export interface FileHolder {
  readonly kind: 'container' | 'process';
  readonly name: string;
  /** The file is read piece by piece, and never held whole. */
  fileAt(path: string, signal: AbortSignal): Promise<HeldFile>;
}

/** Bytes; more are not read. */
export const largestFile = 8 * 2 ** 30;

export function tooLarge(path: string): HeldFile {
  return { problem: `${path} is larger than ${largestFile / 2 ** 30} GiB, and was not read` };
}

/** SHA-256, in hexadecimal. */
export async function digestOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
}
