import { tellsOfFullDisk } from '../full-disk.ts';
import type { Engine } from './engine.ts';

/** What the engine says is wrong. */
export function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim();
}

/** What could not be done, and what to do about it. */
export interface Trouble {
  readonly problem: string;
  readonly remedy: string;
  /** What was written meanwhile, oldest first. */
  readonly lastLines: readonly string[];
}

/** The same; where a disk that is full is behind it, with the place of that disk, and what makes room there. */
export async function withItsDisk<Told extends Trouble>(engine: Engine, trouble: Told): Promise<Told> {
  if (!tellsOfFullDisk(trouble.problem, ...trouble.lastLines)) return trouble;
  const place = await engine.container.dockerode.info().then(
    ({ DockerRootDir }: { DockerRootDir?: string }) => DockerRootDir ?? 'its folder',
    () => 'its folder',
  );
  return {
    ...trouble,
    problem: `the disk of the engine (${place}) is full, see docker system df: ${trouble.problem}`,
    remedy: 'make room there; docker system prune removes what nobody uses',
  };
}
