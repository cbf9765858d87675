import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runDirectory } from '../stack/run-directory.ts';

const few = 50_000;
const many = 1_000_000;
const pollMilliseconds = 100;
const bytesPerMegabyte = 1e6;

/** Largest resident memory of a run of many observations, against one of few. */
export async function measure(): Promise<{ name: string; ratio: number; detail: string }[]> {
  const ofFew = await largestResidentMemory(few);
  const ofMany = await largestResidentMemory(many);
  const megabytes = (bytes: number) => `${Math.round(bytes / bytesPerMegabyte)} MB`;
  return [
    {
      name: `resident memory with ${many} observations, against ${few} (aim: at most 50 MB more)`,
      ratio: ofMany / ofFew,
      detail: `${megabytes(ofMany)} against ${megabytes(ofFew)}: ${megabytes(ofMany - ofFew)} more`,
    },
  ];
}

/** In bytes, of the process that verifies; read from /proc until it ends. */
async function largestResidentMemory(observations: number): Promise<number> {
  await using folder = await runDirectory();
  const main = join(import.meta.dirname, 'main.ts');
  const out = join(folder.path, 'evidence');
  const words = [main, 'verify', '--observations', `${observations}`, '--seed', '1', '--out', out];
  const child = spawn(process.execPath, [...process.execArgv, ...words], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  let largest = 0;
  while (child.exitCode === null && child.signalCode === null) {
    largest = Math.max(largest, highWaterMark(child.pid));
    await Promise.race([ended, delay(pollMilliseconds)]);
  }
  if (child.exitCode !== 0)
    throw new Error(`verify ended with ${child.exitCode ?? child.signalCode}, so there is nothing to compare`);
  return largest;
}

function highWaterMark(pid: number | undefined): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1_024;
  } catch {
    return 0;
  }
}

if (import.meta.main) console.table(await measure());
