import { findEngine } from './engine.ts';
import { isOrphaned, ownedFilter } from './labels.ts';

/**
 * Removes every container, network and volume whose Assay is dead. Images stay, and what carries no label of ours is never
 * touched.
 *
 * @returns names of what is gone now; undefined where no engine answers
 */
export async function sweepContainers(): Promise<string[] | undefined> {
  const engine = await findEngine().catch(() => undefined);
  if (!engine) return undefined;
  const { dockerode } = engine.container;
  const removed: string[] = [];
  const remove = async (name: string, act: () => Promise<unknown>) => {
    // Another start may sweep it at the same time.
    await act().then(
      () => removed.push(name),
      () => {},
    );
  };
  const containers = await dockerode.listContainers({ all: true, filters: ownedFilter });
  await Promise.all(
    containers
      .filter(({ Labels }) => isOrphaned(Labels))
      .map(({ Id, Names }) =>
        remove(Names[0] ?? Id, () => dockerode.getContainer(Id).remove({ force: true, v: true })),
      ),
  );
  const networks = await dockerode.listNetworks({ filters: ownedFilter });
  const { Volumes: volumes } = await dockerode.listVolumes({ filters: ownedFilter });
  await Promise.all([
    ...networks
      .filter(({ Labels }) => isOrphaned(Labels ?? {}))
      .map(({ Id, Name }) => remove(Name, () => dockerode.getNetwork(Id).remove())),
    ...(volumes ?? [])
      .filter(({ Labels }) => isOrphaned(Labels ?? {}))
      .map(({ Name }) => remove(Name, () => dockerode.getVolume(Name).remove({ force: true }))),
  ]);
  return removed;
}
