import { posix } from 'node:path';

/**
 * Where a file stands in a container that gets it by a mount.
 *
 * @param file - here, as the mounts write it
 * @param mounts - paths in the container, each with what stands there
 * @returns undefined where none of the mounts holds it
 */
export function pathInContainer(file: string, mounts: Readonly<Record<string, string>>): string | undefined {
  const holding = Object.entries(mounts)
    .map(([inside, outside]) => ({ inside, below: posix.relative(outside, file) }))
    .find(({ below }) => below !== '..' && !below.startsWith('../') && !posix.isAbsolute(below));
  return holding && posix.join(holding.inside, holding.below);
}
