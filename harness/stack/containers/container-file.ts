import type { IncomingMessage } from 'node:http';
import { addAbortSignal, type Readable } from 'node:stream';
import { z } from 'zod';
import { digestOf, type HeldFile, largestFile, tooLarge } from '../held-file.ts';
import type { EngineContainer } from './engine.ts';
import { messageOf } from './engine-problem.ts';
import { firstFile } from './tar-file.ts';

const mostLinks = 8;
const within = 120_000; // milliseconds
/** Of what the engine calls a mode: everything that tells a folder, a link or a device from a file. */
const noFile = 0x8f280000;

const place = z.object({ size: z.number(), mode: z.number(), linkTarget: z.string().default('') });

/**
 * The file that stands at a path in a container that runs, mounts included; links are followed within it.
 *
 * @param path - absolute, in the container
 */
export async function fileInContainer(
  container: EngineContainer,
  path: string,
  signal: AbortSignal,
): Promise<HeldFile> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(within)]);
  try {
    const found = await followed(container, path);
    if (!found) return { problem: `${path} leads from link to link` };
    if ((found.mode & noFile) !== 0) return { problem: `${path} is no file` };
    if (found.size > largestFile) return tooLarge(path);
    const archive = addAbortSignal(limit, (await container.getArchive({ path: found.at })) as Readable);
    try {
      const file = await firstFile(archive);
      if (!file) return { problem: `${path} is no file` };
      // It may have grown meanwhile.
      return file.size > largestFile ? tooLarge(path) : { sha256: await digestOf(file.content) };
    } finally {
      archive.destroy();
    }
  } catch (cause) {
    signal.throwIfAborted();
    return { problem: limit.aborted ? `${path} could not be read within ${within} ms` : whyNot(path, cause) };
  }
}

/** @returns undefined where there is no end to the links */
async function followed(container: EngineContainer, path: string) {
  let at = path;
  for (let link = 0; link <= mostLinks; link += 1) {
    const answer = (await container.infoArchive({ path: at })) as IncomingMessage;
    // Its connection is kept until it is read to its end, although there is nothing to read.
    answer.destroy();
    const stated = Buffer.from(String(answer.headers['x-docker-container-path-stat']), 'base64').toString();
    const found = place.parse(JSON.parse(stated));
    if (found.linkTarget === '') return { ...found, at };
    at = found.linkTarget;
  }
  return undefined;
}

function whyNot(path: string, cause: unknown): string {
  const isMissing = cause instanceof Error && 'statusCode' in cause && cause.statusCode === 404;
  return isMissing ? `there is no ${path}` : `${path} cannot be read: ${messageOf(cause)}`;
}
