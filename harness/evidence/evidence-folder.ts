import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { History } from '../history/history.ts';
import { EvidenceError, EvidenceLostError } from './evidence-error.ts';
import type { VerdictDocument } from './verdict-document.ts';

const names = {
  history: 'history.sqlite',
  contract: 'contract.yaml',
  stack: 'stack.yaml',
  log: 'endpoint.log',
  verdict: 'verdict.json',
  digests: 'digests.json',
} as const;

const bytesAtOnce = 1 << 20;

/** The folder that a run leaves. */
export class EvidenceFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * A new folder: evidence is never mixed with what is there already.
   *
   * @throws {EvidenceError} EVIDENCE_FOLDER_TAKEN, EVIDENCE_NOT_WRITABLE
   */
  static create(folder: string): EvidenceFolder {
    const path = resolve(folder);
    try {
      makeFolder(path);
      if (readdirSync(path).length === 0) return new EvidenceFolder(path);
    } catch (cause) {
      throw new EvidenceError('EVIDENCE_NOT_WRITABLE', {
        problem: `${path} cannot be made: ${(cause as Error).message}`,
        remedy: 'name another folder with --out',
        cause,
      });
    }
    throw new EvidenceError('EVIDENCE_FOLDER_TAKEN', {
      problem: `${path} is not empty`,
      remedy: 'name a new folder with --out: evidence is never overwritten',
    });
  }

  /** @throws {EvidenceError} EVIDENCE_MISSING */
  static open(folder: string): EvidenceFolder {
    const path = resolve(folder);
    if (existsSync(join(path, names.history))) return new EvidenceFolder(path);
    throw new EvidenceError('EVIDENCE_MISSING', {
      problem: `${path} holds no ${names.history}`,
      remedy: 'name the folder that a run left; its path stands in the last lines of the run',
    });
  }

  file(name: keyof typeof names): string {
    return join(this.path, names[name]);
  }

  /** @throws {EvidenceLostError} EVIDENCE_NOT_WRITTEN, as every `write…` */
  async writeInputs({ contract, stack }: { contract: string; stack: string }): Promise<void> {
    await Promise.all([this.#write(names.contract, contract), this.#write(names.stack, stack)]);
  }

  /** What the stack wrote, as text; the journal keeps the same lines with their times. */
  async writeLog(history: History): Promise<void> {
    const lines = function* () {
      for (const { at, source, stream, text } of history.logs()) {
        yield `${at.toFixed(0).padStart(8)} ms ${source} ${stream}: ${text}\n`;
      }
    };
    const file = createWriteStream(this.file('log'));
    await pipeline(Readable.from(lines()), file).catch((cause) => this.#lost(names.log, cause));
  }

  async writeVerdict(document: VerdictDocument): Promise<void> {
    await this.#write(names.verdict, `${JSON.stringify(document, null, 2)}\n`);
  }

  /** @throws {EvidenceError} EVIDENCE_WITHOUT_VERDICT */
  readVerdict(): VerdictDocument {
    try {
      return JSON.parse(readFileSync(this.file('verdict'), 'utf8')) as VerdictDocument;
    } catch (cause) {
      throw new EvidenceError('EVIDENCE_WITHOUT_VERDICT', {
        problem: `${this.file('verdict')} cannot be read: ${(cause as Error).message}`,
        remedy: 'the run was ended before it was judged; verify again',
        cause,
      });
    }
  }

  /** SHA-256 of every file, by its path in the folder; written last. */
  async writeDigests(): Promise<void> {
    const digests: [file: string, sha256: string][] = [];
    for (const file of filesIn(this.path)) {
      if (file !== names.digests) digests.push([file, await sha256Of(join(this.path, file))]);
    }
    await this.#write(names.digests, `${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`);
  }

  /** @param name - of its file, such as `junit.xml` */
  async writeReport(name: string, text: string): Promise<void> {
    await this.#write(basename(name), text);
  }

  async #write(name: string, text: string): Promise<void> {
    await writeFile(join(this.path, name), text).catch((cause) => this.#lost(name, cause));
  }

  #lost(name: string, cause: unknown): never {
    throw new EvidenceLostError('EVIDENCE_NOT_WRITTEN', {
      problem: `${join(this.path, name)} cannot be written: ${(cause as Error).message}`,
      remedy: 'make room on its disk, or name a folder on another one with --out, and verify again',
      cause,
    });
  }
}

/** With its parents. Node's own recursion never ends where a parent is there and yet nothing can be made in it (/proc). */
function makeFolder(path: string): void {
  const parent = dirname(path);
  if (!existsSync(parent)) makeFolder(parent);
  if (!existsSync(path)) mkdirSync(path);
}

/** Their paths, in order. A component may have put other things there: folders, links that lead nowhere, pipes. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .toSorted();
}

/** Through one buffer: a stream would leave as much garbage as the file is long. */
async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    const buffer = new Uint8Array(bytesAtOnce);
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
