import { accessSync, constants, existsSync } from 'node:fs';
import type { ContainerRuntimeClient } from 'testcontainers';
import { StackError } from '../stack-error.ts';

/** The engine that runs containers here. */
export type Engine = ContainerRuntimeClient;
export type EngineContainer = Awaited<ReturnType<Engine['container']['create']>>;

const usualSocket = '/var/run/docker.sock';

/**
 * Finds the engine, as DOCKER_HOST or the context of the Docker client name it, or where it usually is.
 *
 * @throws {StackError} STACK_NO_ENGINE
 */
export async function findEngine(): Promise<Engine> {
  // What is left behind is swept by us, by owner: its own sweeper is a container that not everybody can have.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  // It takes a while to load, and most stacks need no containers.
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    const engine = await getContainerRuntimeClient();
    requireNamed(engine);
    return engine;
  } catch (cause) {
    throw new StackError('STACK_NO_ENGINE', {
      problem: `there is no container engine to start the stack with: ${whyNot()}`,
      remedy: 'start one (on Debian: apt-get install docker.io, then dockerd), or name it in DOCKER_HOST',
      cause,
    });
  }
}

/** Where one is named, no other is taken: it would run the stack where nobody looks for it. */
function requireNamed({ container }: Engine): void {
  const host = process.env.DOCKER_HOST;
  if (!host?.startsWith('unix://')) return;
  const { modem } = container.dockerode;
  const socket = 'socketPath' in modem ? modem.socketPath : undefined;
  if (socket !== host.slice('unix://'.length)) throw new Error(`another engine than ${host} answers`);
}

function whyNot(): string {
  const host = process.env.DOCKER_HOST;
  if (host !== undefined && !host.startsWith('unix://')) return `nothing answers at DOCKER_HOST=${host}`;
  const socket = host?.slice('unix://'.length) ?? usualSocket;
  if (!existsSync(socket)) return `there is no socket ${socket}`;
  try {
    accessSync(socket, constants.R_OK | constants.W_OK);
  } catch {
    return `this user may not use ${socket} (the group docker may)`;
  }
  return `nothing answers at ${socket}`;
}
