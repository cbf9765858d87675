import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ArtifactError } from './artifact-error.ts';

/** Beyond this, protobuf itself cannot hold a model. */
const largest = 2 * 1024 ** 3 - 1;
const piece = 4 * 1024 ** 2;

export interface DigestedBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 64 hexadecimal digits, of these very bytes. */
  readonly sha256: string;
}

/**
 * Reads a file once, and digests what was read.
 *
 * @throws {ArtifactError} ARTIFACT_MISSING, ARTIFACT_UNREADABLE, ARTIFACT_EMPTY, ARTIFACT_TOO_LARGE
 */
export async function readDigested(path: string): Promise<DigestedBytes> {
  await using file = await openFile(path);
  const status = await file.stat();
  if (!status.isFile()) {
    throw new ArtifactError('ARTIFACT_UNREADABLE', {
      problem: `${path} is ${status.isDirectory() ? 'a folder' : 'no regular file'}`,
      remedy: 'name the .onnx file itself',
    });
  }
  if (status.size === 0) {
    throw new ArtifactError('ARTIFACT_EMPTY', {
      problem: `${path} is empty`,
      remedy: 'write the artifact again: it was made, but nothing was written into it',
    });
  }
  if (status.size > largest) {
    throw new ArtifactError('ARTIFACT_TOO_LARGE', {
      problem: `${path} has ${status.size} bytes; an ONNX file holds at most ${largest}`,
      remedy: 'export a smaller model: Assay digests every weight, and so takes none from outside the file',
    });
  }
  return await readAll(path, file, status.size);
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Without O_NONBLOCK, opening a named pipe waits for somebody to write into it.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
    throw missing
      ? new ArtifactError('ARTIFACT_MISSING', {
          problem: `there is no file ${path}`,
          remedy: 'train and export the policy, or correct policy.artifact in the contract',
          cause,
        })
      : unreadable(path, cause);
  }
}

async function readAll(path: string, file: FileHandle, size: number): Promise<DigestedBytes> {
  const bytes = new Uint8Array(size);
  const hash = createHash('sha256');
  let length = 0;
  while (length < size) {
    let bytesRead: number;
    try {
      ({ bytesRead } = await file.read(bytes, length, Math.min(piece, size - length), length));
    } catch (cause) {
      throw unreadable(path, cause);
    }
    if (bytesRead === 0) {
      throw new ArtifactError('ARTIFACT_TRUNCATED', {
        problem: `${path} became shorter while it was read: ${length} of ${size} bytes`,
        remedy: 'wait until the artifact is written; replace it by renaming, so that nobody sees half of it',
      });
    }
    hash.update(bytes.subarray(length, length + bytesRead));
    length += bytesRead;
  }
  return { bytes, sha256: hash.digest('hex') };
}

function unreadable(path: string, cause: unknown): ArtifactError {
  return new ArtifactError('ARTIFACT_UNREADABLE', {
    problem: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'let the user who runs Assay read the file',
    cause,
  });
}
