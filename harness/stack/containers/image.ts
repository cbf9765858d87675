import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { ContainerImage } from '../../contract/start-shape.ts';
import type { LogLine } from '../../history/exchange.ts';
import { StackError } from '../stack-error.ts';
import type { Engine } from './engine.ts';
import { messageOf, withItsDisk } from './engine-problem.ts';
import { imageName } from './image-name.ts';

/** Where no registry can be reached, a base image that was made on this machine takes the place of the public one. */
const localBase = 'assay-base:bookworm';
const rememberedLines = 30;

export interface ImageOptions {
  readonly engine: Engine;
  readonly source: string;
  /** Folder of the stack file. */
  readonly folder: string;
  readonly log: (line: LogLine) => void;
  readonly clock: () => number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds the image, or makes sure that it is there. The engine keeps the layers of what was built before: nothing is built
 * twice.
 *
 * @returns its name
 * @throws {StackError} STACK_BUILD_FAILED, STACK_IMAGE_MISSING
 * @throws the reason of the signal
 */
export function imageFor(image: ContainerImage, options: ImageOptions): Promise<string> {
  return 'image' in image ? pulled(image.image, options) : built(image.build, options);
}

async function pulled(name: string, { engine, source }: ImageOptions): Promise<string> {
  const { ImageName } = await import('testcontainers');
  const image = ImageName.fromString(name);
  let problem = 'nobody has it';
  await engine.image.pull(image).catch((error: unknown) => {
    problem = messageOf(error);
  });
  if (await engine.image.exists(image)) return name;
  const trouble = {
    problem: `the image ${name} of ${source} is not there, and could not be pulled: ${problem}`,
    remedy: 'check its name in the stack file, build it, or log in where it is kept (docker login)',
    lastLines: [],
  };
  throw new StackError('STACK_IMAGE_MISSING', await withItsDisk(engine, trouble));
}

type Build = Extract<ContainerImage, { build: unknown }>['build'];

async function built(build: Build, options: ImageOptions): Promise<string> {
  const { engine, source, folder, log, clock, signal } = options;
  const context = resolve(folder, build.context);
  if (!existsSync(join(context, build.dockerfile)))
    throw await failed(`there is no ${build.dockerfile} in ${context}`, []);
  const hasBase = await engine.container.dockerode
    .getImage(localBase)
    .inspect()
    .then(
      () => true,
      () => false,
    );
  const buildargs = { ...(hasBase ? { BASE_IMAGE: localBase } : {}), ...build.arguments };
  const name = imageName(context, digest([context, build.dockerfile, buildargs]));
  const lines: string[] = [];
  const deadline = AbortSignal.timeout(build.within);
  const ended = signal ? AbortSignal.any([signal, deadline]) : deadline;
  try {
    const stream = await engine.container.dockerode.buildImage(
      { context, src: ['.'] },
      { t: name, dockerfile: build.dockerfile, buildargs, rm: true, forcerm: true, version: '1', abortSignal: ended },
    );
    const reading = createInterface({ input: stream });
    // The engine gives up building when nobody listens any more.
    const cut = () => {
      reading.close();
      (stream as Readable).destroy();
    };
    ended.addEventListener('abort', cut, { once: true });
    try {
      for await (const text of reading) {
        const step = JSON.parse(text) as { stream?: string; error?: string };
        // The engine colours what goes to the error stream.
        const words = stripVTControlCharacters(step.stream ?? '');
        for (const line of words.split('\n').filter((each) => each.trim() !== '')) {
          lines.push(line);
          if (lines.length > rememberedLines) lines.shift();
          log({ source: `${source}, as it is built`, stream: 'stdout', at: clock(), text: line });
        }
        if (step.error !== undefined) throw await failed(step.error, lines);
      }
      ended.throwIfAborted();
    } finally {
      ended.removeEventListener('abort', cut);
    }
    return name;
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline.aborted) throw await failed(`it was not done within ${build.within} ms`, lines);
    if (error instanceof StackError) throw error;
    throw await failed(messageOf(error), lines);
  }

  async function failed(problem: string, lastLines: readonly string[]): Promise<StackError> {
    const trouble = {
      problem: `the image of ${source} could not be built from ${context}: ${problem}`,
      remedy: 'build it by hand (docker build), and see what its log says',
      lastLines,
    };
    return new StackError('STACK_BUILD_FAILED', await withItsDisk(engine, trouble));
  }
}

function digest(what: unknown): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
}
