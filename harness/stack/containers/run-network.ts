import { randomUUID } from 'node:crypto';
import { StackError } from '../stack-error.ts';
import { type Engine, findEngine } from './engine.ts';
import { messageOf, withItsDisk } from './engine-problem.ts';
import { labelsOf } from './labels.ts';
import { recordContainers } from './trace.ts';

/** What the containers of one run share. */
export interface ContainerRun {
  readonly engine: Engine;
  /** Names everything that it makes. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Id of its network. */
  readonly network: string;
  /** The address of this machine, as the containers see it. */
  readonly gateway: string;
}

/** The network of a run, made when the first container needs it, and gone with the scope that holds it. */
export class RunNetwork implements AsyncDisposable {
  readonly #folder: string;
  #run: Promise<ContainerRun> | undefined;

  /** @param folder - of the run: that there are containers is noted there, for the sweep */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws {StackError} STACK_NO_ENGINE, STACK_CONTAINER_FAILED */
  open(): Promise<ContainerRun> {
    this.#run ??= this.#make();
    return this.#run;
  }

  async #make(): Promise<ContainerRun> {
    const engine = await findEngine();
    const name = `assay-${randomUUID()}`;
    const labels = labelsOf(name);
    await recordContainers(this.#folder);
    try {
      const network = await engine.network.create({ Name: name, Labels: labels, CheckDuplicate: true });
      const { IPAM } = await network.inspect();
      const gateway: string | undefined = IPAM?.Config?.[0]?.Gateway;
      if (gateway === undefined) throw new Error('it has no gateway');
      return { engine, name, labels, network: network.id, gateway };
    } catch (cause) {
      // It may be there all the same, and nothing else would remove it.
      const { dockerode } = engine.container;
      await dockerode
        .getNetwork(name)
        .remove()
        .catch(() => {});
      const trouble = {
        problem: `no network could be made for the containers: ${messageOf(cause)}`,
        remedy: 'see what the engine says; networks that nobody uses can be removed (docker network prune)',
        lastLines: [],
        cause,
      };
      throw new StackError('STACK_CONTAINER_FAILED', await withItsDisk(engine, trouble));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const run = await this.#run?.catch(() => undefined);
    if (!run) return;
    const { dockerode } = run.engine.container;
    const filters = { label: [`assay.run=${run.name}`] };
    await dockerode
      .getNetwork(run.network)
      .remove()
      .catch(() => {});
    const { Volumes } = await dockerode.listVolumes({ filters }).catch(() => ({ Volumes: [] }));
    await Promise.all(
      (Volumes ?? []).map(({ Name }) =>
        dockerode
          .getVolume(Name)
          .remove({ force: true })
          .catch(() => {}),
      ),
    );
  }
}
