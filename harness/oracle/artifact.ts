import { isAbsolute } from 'node:path';
import { ArtifactError } from './artifact-error.ts';
import type { ExternalTensor } from './external-data.ts';
import { readDigested } from './file-bytes.ts';
import { recogniseForeign } from './foreign-file.ts';
import { type OnnxFault, type OnnxModel, readOnnx } from './onnx-file.ts';

/** An ONNX file in memory: digested, looked through, and not yet loaded. */
export interface Artifact {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 64 hexadecimal digits, of `bytes`. */
  readonly sha256: string;
  readonly model: OnnxModel;
}

/** What an artifact is, without its bytes. */
export interface ArtifactDescription extends Omit<OnnxModel, 'externalData'> {
  readonly path: string;
  readonly sha256: string;
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Reads an artifact once: what is digested here is what is loaded later.
 *
 * Weights outside the file are refused wherever they stand, since no digest that the contract knows covers them.
 *
 * @throws {ArtifactError} ARTIFACT_MISSING, ARTIFACT_UNREADABLE, ARTIFACT_EMPTY, ARTIFACT_TOO_LARGE, ARTIFACT_NOT_ONNX,
 *   ARTIFACT_TRUNCATED, ARTIFACT_INVALID, ARTIFACT_EXTERNAL_DATA
 */
export async function readArtifact(path: string): Promise<Artifact> {
  const { bytes, sha256 } = await readDigested(path);
  const file = `${path} (${bytes.length} bytes, sha256 ${sha256})`;

  const foreign = recogniseForeign(bytes);
  if (foreign) {
    throw new ArtifactError('ARTIFACT_NOT_ONNX', { problem: `${file} is ${foreign.name}`, remedy: foreign.remedy });
  }
  const model = readOnnx(bytes);
  if ('kind' in model) throw faulty(file, model);
  if (model.externalData[0]) throw externalData(file, model.externalData[0], model.externalData.length);
  return { path, bytes, sha256, model };
}

/** The same, for those who only compare: nothing is loaded, and the bytes are let go. */
export async function inspectArtifact(path: string): Promise<ArtifactDescription> {
  const { bytes, sha256, model } = await readArtifact(path);
  const { irVersion, opset, producer, inputs, outputs } = model;
  return { path, sha256, bytes: bytes.length, irVersion, opset, producer, inputs, outputs };
}

function faulty(file: string, { kind, problem }: OnnxFault): ArtifactError {
  const code = { foreign: 'ARTIFACT_NOT_ONNX', truncated: 'ARTIFACT_TRUNCATED', invalid: 'ARTIFACT_INVALID' } as const;
  const remedy = {
    foreign: 'name an .onnx file in the contract',
    truncated: 'copy or export the artifact again; replace it by renaming, so that nobody sees half of it',
    invalid: 'copy or export the artifact again, and compare its digest with the one in the training record',
  };
  return new ArtifactError(code[kind], { problem: `${file} ${problem}`, remedy: remedy[kind] });
}

function externalData(file: string, { tensor, location }: ExternalTensor, count: number): ArtifactError {
  const leaves = isAbsolute(location) || location.split(/[\\/]/).includes('..');
  const outside = leaves ? ", outside the artifact's folder" : '';
  const others = count > 1 ? `, and ${count - 1} more` : '';
  return new ArtifactError('ARTIFACT_EXTERNAL_DATA', {
    problem: `${file} keeps weights in other files: ${tensor} in "${location}"${outside}${others}`,
    remedy:
      'embed the weights, so that the digest covers them: onnx.save(model, file, save_as_external_data=False), ' +
      'or torch.onnx.export(..., external_data=False)',
  });
}
