import { PassThrough } from 'node:stream';
import type { Redactor } from '../../contract/redactor.ts';
import type { LogLine } from '../../history/exchange.ts';
import { splitLines } from '../lines.ts';
import type { Engine, EngineContainer } from './engine.ts';

/** Hears what a container writes from now on; `ended` resolves when all of it was heard. */
export async function followOutput(
  engine: Engine,
  container: EngineContainer,
  redactor: Redactor,
  record: (stream: LogLine['stream']) => (text: string) => void,
): Promise<{ readonly ended: Promise<unknown> }> {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const ends = (['stdout', 'stderr'] as const).map((name) => {
    const splitter = splitLines(redactor, record(name));
    const part = new PassThrough();
    part.on('data', (chunk: Buffer) => splitter.push(chunk));
    return { part, end: () => splitter.end() };
  });
  const [out, err] = ends;
  engine.container.dockerode.modem.demuxStream(stream, out!.part, err!.part);
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve());
  });
  const all = ended.then(() => {
    for (const { end } of ends) end();
  });
  return { ended: all };
}
