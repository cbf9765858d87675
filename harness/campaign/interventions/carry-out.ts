import type { Answerer } from '../../history/run-event.ts';
import type { BrokenArtifacts, BrokenKind } from '../../oracle/broken-artifacts.ts';
import type { ModelDirectory } from '../../stack/model-directory.ts';
import { type Carried, type Deed, done, type RunCommand } from './intervention.ts';

/** Forces a reload; says what came of it by the reply. */
export type Reload = () => Promise<Carried>;

/** What deeds are done with. */
export interface Tools {
  readonly broken: BrokenArtifacts;
  readonly artifacts: Readonly<Record<Answerer, { readonly path: string; readonly bytes: Uint8Array }>>;
  /** The folder from which the endpoint reads its artifact. */
  readonly model: ModelDirectory;
  readonly reload: Reload;
  readonly command: RunCommand;
}

const pieces = 8;
const anHour = 3_600_000; // milliseconds

/** @param watched - waits for a share of the time in which the endpoint would have noticed */
export async function carryOut(
  deed: Deed,
  tools: Tools,
  watched: (share: number) => Promise<unknown>,
): Promise<Carried> {
  switch (deed.kind) {
    case 'place':
      await place(deed, tools);
      return done;
    case 'write slowly':
      await tools.model.write(cut(tools.artifacts[deed.content].bytes), () => watched(1 / pieces));
      return done;
    case 'reload': {
      const carried = await tools.reload();
      return deed.refusable ? done : carried;
    }
    case 'command': {
      const problem = await tools.command(deed.step, tools.artifacts[deed.artifact].path, deed.file);
      return problem === undefined ? done : { kind: 'failed', problem };
    }
  }
}

async function place({ content, how }: Extract<Deed, { kind: 'place' }>, tools: Tools): Promise<void> {
  const bytes = contentOf(content, tools);
  switch (how) {
    case 'by rename':
      return tools.model.place(bytes);
    case 'with an older time':
      return tools.model.place(bytes, new Date(Date.now() - anHour));
    case 'over the same file':
      return tools.model.write([bytes], async () => {});
  }
}

function contentOf(content: Answerer | BrokenKind, { artifacts, broken }: Tools): Uint8Array {
  // The plan puts in place only what there is.
  return content === 'own' || content === 'marked' ? artifacts[content].bytes : broken.get(content)!;
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  const size = Math.ceil(bytes.length / pieces);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
