import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { commandOf, type ProcessEntry, readProcesses } from './process-table.ts';

/** A socket that accepts connections to the loopback address. */
export interface Listener {
  readonly inode: string;
  readonly allInterfaces: boolean;
}

const listening = '0A';
const allInterfaces = new Set(['00000000', '0'.repeat(32)]);
/** 127.0.0.1, and the same written as IPv6; the kernel prints each word in the byte order of the machine. */
const loopback = new Set(['0100007F', '0000000000000000FFFF00000100007F']);

/** Who listens on this port, as /proc/net shows it. */
export function listenersOn(port: number): Listener[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    rowsOf(table).flatMap(([, local = '', , state, , , , , , inode]) => {
      const [address = '', hexPort] = local.split(':');
      if (state !== listening || hexPort !== wanted || inode === undefined) return [];
      if (!allInterfaces.has(address) && !loopback.has(address)) return [];
      return [{ inode, allInterfaces: allInterfaces.has(address) }];
    }),
  );
}

/** The processes that hold one of these sockets, in words; those whose files may not be read are not seen. */
export function holdersOf(listeners: readonly Listener[]): string[] {
  if (listeners.length === 0) return [];
  const processes = readProcesses().filter(({ pid }) => listeners.some((listener) => holds(pid, listener)));
  return processes.map(({ pid }) => `process ${pid} (${commandOf(pid)})`);
}

/** Who, in words, holds a socket of these that none of our own processes holds; empty where that cannot be seen. */
export function foreignHolders(listeners: readonly Listener[], own: readonly ProcessEntry[]): string[] {
  return holdersOf(listeners.filter((listener) => !own.some(({ pid }) => holds(pid, listener))));
}

/** Whether the process has this socket open; false where its files may not be read. */
function holds(pid: number, { inode }: Listener): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((name) => linkOf(`${folder}/${name}`) === `socket:[${inode}]`);
  } catch {
    return false;
  }
}

function rowsOf(table: string): string[][] {
  try {
    const lines = readFileSync(table, 'utf8').trimEnd().split('\n');
    return lines.slice(1).map((line) => line.trim().split(/\s+/));
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
