import type { Redactor } from '../../contract/redactor.ts';
import type { LogLine } from '../../history/exchange.ts';
import { loopback } from '../ports.ts';
import { StackError } from '../stack-error.ts';
import type { EngineContainer } from './engine.ts';
import { messageOf, withItsDisk } from './engine-problem.ts';
import type { ContainerRun } from './run-network.ts';

const mostProcesses = 4_096;

/** A port on which a container listens, and the one of this machine at which it is reached; a free one, unless given. */
export interface PublishedPort {
  readonly inside: number;
  readonly outside?: number | undefined;
}

export interface ContainerOptions {
  readonly run: ContainerRun;
  /** Name of the component in logs and errors. */
  readonly source: string;
  readonly image: string;
  readonly command: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Names by which the other containers find it. */
  readonly aliases: readonly string[];
  /** Paths in the container, each with what of this machine stands there to be read. */
  readonly mounts: Readonly<Record<string, string>>;
  /** Volumes, each with its path in the container. */
  readonly volumes?: Readonly<Record<string, string>>;
  readonly port: PublishedPort | undefined;
  /** Those beside it, by name. */
  readonly further?: Readonly<Record<string, PublishedPort>>;
  readonly limits: { readonly memory?: number | undefined; readonly cpus?: number | undefined };
  readonly redactor: Redactor;
  readonly log: (line: LogLine) => void;
  readonly clock: () => number;
  /** Milliseconds from SIGTERM to SIGKILL. */
  readonly grace: number;
}

/**
 * Has the engine make a container, which does not run yet. Everything that listens in it listens on all of its addresses;
 * outside, it is reached at one alone.
 *
 * @throws {StackError} STACK_CONTAINER_FAILED
 */
export async function createContainer(options: ContainerOptions): Promise<EngineContainer> {
  const { run, image, command, env, aliases, mounts, volumes = {}, port, further = {}, limits } = options;
  const ports = [...(port ? [port] : []), ...Object.values(further)];
  const { memory, cpus } = limits;
  try {
    return await run.engine.container.create({
      name: `${run.name}-${aliases[0]}`,
      Image: image,
      ...(command ? { Cmd: [...command] } : {}),
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      Labels: { ...run.labels },
      AttachStdout: true,
      AttachStderr: true,
      ExposedPorts: Object.fromEntries(ports.map(({ inside }) => [exposed(inside), {}])),
      NetworkingConfig: { EndpointsConfig: { [run.name]: { Aliases: [...aliases] } } },
      HostConfig: {
        NetworkMode: run.name,
        Binds: Object.entries(mounts).map(([inside, outside]) => `${outside}:${inside}:ro`),
        Mounts: Object.entries(volumes).map(([name, inside]) => ({
          Type: 'volume' as const,
          Source: `${run.name}-${name}`,
          Target: inside,
          VolumeOptions: { NoCopy: false, Labels: { ...run.labels }, DriverConfig: { Name: 'local', Options: {} } },
        })),
        PortBindings: Object.fromEntries(
          ports.map(({ inside, outside }) => [
            exposed(inside),
            [{ HostIp: loopback, HostPort: outside ? String(outside) : '' }],
          ]),
        ),
        // What it writes is heard as it is written, and stands in the evidence: the engine need not keep it.
        LogConfig: { Type: 'none', Config: {} },
        PidsLimit: mostProcesses,
        ...(memory === undefined ? {} : { Memory: memory, MemorySwap: memory }),
        ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
      },
    });
  } catch (cause) {
    throw await notStarted(options, cause, []);
  }
}

/** As the engine writes a port. */
export function exposed(port: number): string {
  return `${port}/tcp`;
}

export async function notStarted(
  { run, source, image }: ContainerOptions,
  cause: unknown,
  lastLines: readonly string[],
): Promise<StackError> {
  if (cause instanceof StackError) return cause;
  const trouble = {
    problem: `the container of ${source} could not be started from ${image}: ${messageOf(cause)}`,
    remedy: 'start it by hand (docker run), as the stack file says',
    lastLines,
    cause,
  };
  return new StackError('STACK_CONTAINER_FAILED', await withItsDisk(run.engine, trouble));
}
