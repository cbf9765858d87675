import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { digestOf, type FileHolder, type HeldFile, largestFile, tooLarge } from './held-file.ts';

/** The files of this machine, as a process of ours has them. */
export function localFiles(name: string): FileHolder {
  return { kind: 'process', name, fileAt };
}

async function fileAt(path: string, signal: AbortSignal): Promise<HeldFile> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return { problem: `${path} is no file` };
    if (found.size > largestFile) return tooLarge(path);
    return { sha256: await digestOf(createReadStream(path, { signal })) };
  } catch (cause) {
    signal.throwIfAborted();
    return { problem: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
}
