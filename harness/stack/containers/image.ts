import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { ImageName } from 'testcontainers';
import type { ContainerImage } from '../../contract/start-shape.ts';
import type { LogLine } from '../../history/exchange.ts';
import { StackError } from '../stack-error.ts';
import type { Engine } from './engine.ts';
import { messageOf, withItsDisk } from './engine-problem.ts';
import { imageName } from './image-name.ts';

/** Where no registry can be reached, a base image that was made on this machine takes the place of the public one. */
const localBase = 'assay-base:bookworm';
const rememberedLines = 30;
/** Milliseconds; what a model server is made of may be large. */
const pulledWithin = 30 * 60_000;

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

async function pulled(name: string, { engine, source, signal }: ImageOptions): Promise<string> {
  const { ImageName } = await import('testcontainers');
  const image = ImageName.fromString(name);
  if (await engine.image.exists(image)) return name;
  const deadline = AbortSignal.timeout(pulledWithin);
  const problem = await pull(engine, image, signal ? AbortSignal.any([signal, deadline]) : deadline).then(
    () => 'nobody has it',
    (error: unknown) => (deadline.aborted ? `it was not done within ${pulledWithin} ms` : messageOf(error)),
  );
  signal?.throwIfAborted();
  if (await engine.image.exists(image)) return name;
  const trouble = {
    problem: `the image ${name} of ${source} is not there, and could not be pulled: ${problem}`,
    remedy: 'check its name in the stack file, build it, or log in where it is kept (docker login)',
    lastLines: [],
  };
  throw new StackError('STACK_IMAGE_MISSING', await withItsDisk(engine, trouble));
}

/** As the client of testcontainers does, which cannot be told to stop. */
async function pull(engine: Engine, image: ImageName, ended: AbortSignal): Promise<void> {
  const { getAuthConfig } = await import('testcontainers/build/container-runtime/index.js');
  const authconfig = await getAuthConfig(image.registry ?? engine.info.containerRuntime.indexServerAddress);
  const stream = await engine.container.dockerode.pull(image.string, { authconfig, abortSignal: ended });
  for await (const { error } of stepsOf(stream, ended)) {
    if (error !== undefined) throw new Error(error);
  }
}

interface Step {
  readonly stream?: string;
  readonly error?: string;
}

/** What the engine says of its work, until it is done. It gives up when nobody listens any more. */
async function* stepsOf(stream: NodeJS.ReadableStream, ended: AbortSignal): AsyncGenerator<Step> {
  const reading = createInterface({ input: stream });
  const cut = () => {
    reading.close();
    (stream as Readable).destroy();
  };
  ended.addEventListener('abort', cut, { once: true });
  try {
    for await (const text of reading) yield JSON.parse(text) as Step;
    ended.throwIfAborted();
  } finally {
    ended.removeEventListener('abort', cut);
  }
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
    for await (const step of stepsOf(stream, ended)) {
      // The engine colours what goes to the error stream.
      const words = stripVTControlCharacters(step.stream ?? '');
      for (const line of words.split('\n').filter((each) => each.trim() !== '')) {
        lines.push(line);
        if (lines.length > rememberedLines) lines.shift();
        log({ source: `${source}, as it is built`, stream: 'stdout', at: clock(), text: line });
      }
      if (step.error !== undefined) throw await failed(step.error, lines);
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
