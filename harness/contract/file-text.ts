import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Complaint, Position } from './mistake.ts';
import { nearestOf } from './nearest.ts';

/** What a file says, or why it cannot be read, and where in it the trouble is. */
export type FileText =
  | { readonly kind: 'read'; readonly text: string }
  | {
      readonly kind: 'unreadable';
      readonly complaint: Complaint;
      readonly position: Position;
      readonly cause?: unknown;
    };

const top: Position = { line: 1, column: 1 };

/** Reads a regular UTF-8 file of at most `limit` bytes. A pipe or a device is refused, never waited for. */
export function readFileText(path: string, limit: number): FileText {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    const complaint = noRegularFile(path, stats) ?? tooLarge(path, stats.size, limit);
    return complaint ? { kind: 'unreadable', complaint, position: top } : decoded(path, readFileSync(descriptor));
  } catch (cause) {
    return { kind: 'unreadable', complaint: failure(path, cause), position: top, cause };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Why `path` is no regular file that can be read; undefined where it is one. */
export function fileComplaint(path: string): Complaint | undefined {
  try {
    const complaint = noRegularFile(path, statSync(path));
    if (complaint === undefined) accessSync(path, constants.R_OK);
    return complaint;
  } catch (cause) {
    return failure(path, cause);
  }
}

function noRegularFile(path: string, stats: Stats): Complaint | undefined {
  if (stats.isFile()) return undefined;
  return {
    problem: `${path} is ${stats.isDirectory() ? 'a folder' : 'a pipe, a socket or a device'}`,
    expected: 'a file',
  };
}

function tooLarge(path: string, size: number, limit: number): Complaint | undefined {
  return size > limit ? { problem: `${path} is ${size} bytes long`, expected: `at most ${limit} bytes` } : undefined;
}

function decoded(path: string, bytes: Buffer): FileText {
  try {
    return { kind: 'read', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (cause) {
    const before = new TextDecoder().decode(bytes).split('\uFFFD', 1)[0]!.split('\n');
    return {
      kind: 'unreadable',
      complaint: { problem: `${path} holds bytes that are not UTF-8`, expected: 'text in UTF-8' },
      position: { line: before.length, column: before.at(-1)!.length + 1 },
      cause,
    };
  }
}

function failure(path: string, cause: unknown): Complaint {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return { problem: `${path} does not exist`, nearest: neighbour(path) };
  if (code === 'EACCES') return { problem: `${path} may not be read by this user` };
  return { problem: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}` };
}

/** The file of the same folder whose name is nearest. */
function neighbour(path: string): string | undefined {
  try {
    return nearestOf(basename(path), readdirSync(dirname(path)));
  } catch {
    return undefined;
  }
}
