import { ArtifactError } from './artifact-error.ts';

/**
 * What onnxruntime said when it refused a model, as an error with a remedy.
 *
 * @param file - the artifact, in words
 * @param message - of the error that onnxruntime threw
 */
export function loadFailure(file: string, message: string): ArtifactError {
  const said = shorten(message);

  const opset = /Opset (\d+) is under development.*support for domain (\S+) is till opset (\d+)/s.exec(message);
  if (opset) {
    const [, needed, domain, known] = opset;
    return new ArtifactError('ARTIFACT_OPSET_UNKNOWN', {
      problem: `${file} needs opset ${needed} of ${domain}; this onnxruntime has it up to ${known}`,
      remedy: `export with opset_version=${known} or lower, or take a newer onnxruntime-node`,
    });
  }
  const version = /Unsupported model IR version: (\d+), max supported IR version: (\d+)/.exec(message);
  if (version) {
    const [, needed, known] = version;
    return new ArtifactError('ARTIFACT_OPSET_UNKNOWN', {
      problem: `${file} has ONNX IR version ${needed}; this onnxruntime knows them up to ${known}`,
      remedy: `set model.ir_version = ${known} where the model is exported, or take a newer onnxruntime-node`,
    });
  }
  if (/No Op registered for|is not a registered function\/op|Could not find an implementation for/.test(message)) {
    return new ArtifactError('ARTIFACT_OPERATOR_UNKNOWN', {
      problem: `${file} uses an operator that this onnxruntime does not have: ${said}`,
      remedy: 'export the policy with standard operators only, or take a newer onnxruntime-node',
    });
  }
  return new ArtifactError('ARTIFACT_INVALID', {
    problem: `${file} is refused by onnxruntime: ${said}`,
    remedy: 'copy or export the artifact again; onnx.checker.check_model tells more',
  });
}

/** `file:line function(parameters)` in onnxruntime's own sources, which tells its users nothing. */
const sourcePlace = /\/onnxruntime_src\/\S+:\d+ [^(]*\((?:[^()]|\([^()]*\))*\)(?: const)? /g;

/** What onnxruntime said, without places in its sources, and of bounded length. */
export function shorten(message: string): string {
  const text = message.replace(sourcePlace, '').trim();
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
