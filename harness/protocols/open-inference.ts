import type { EndpointFile, OpenInferenceFile, Template } from '../contract/stack-file.ts';
import type { Dialect } from './dialect.ts';
import { namedReply } from './named-outputs.ts';
import { type ObservationLayout, servedLayout } from './observation-layout.ts';
import { statedTensors } from './open-inference-metadata.ts';
import { openInferenceMistakes } from './open-inference-mistakes.ts';
import { datatypes, openInferenceOutputs } from './open-inference-tensor.ts';
import type { SpokenContract } from './spoken-contract.ts';
import { tensorDialect } from './tensor-dialect.ts';

/**
 * The Open Inference protocol (V2) over HTTP: tensors by name, with shape, type and values.
 *
 * @throws {ProtocolError} of the shapes
 */
export function openInferenceDialect(
  file: OpenInferenceFile,
  contract: SpokenContract,
  routes: Pick<EndpointFile['routes'], 'predict'>,
): Dialect {
  const layout = servedLayout(contract, file);
  const { name } = contract.policy.output;
  const output = file.outputs[name] ?? name;
  return tensorDialect({
    name: 'openInference',
    template: openInferenceTemplate(file, layout),
    layout,
    reply: namedReply(contract, file, (body) => openInferenceOutputs(body, output)),
    pointerOf: (index, name) => (ofTheModel.includes(name) ? `/${name}` : `/outputs/${index}/data`),
    metadata: { read: statedTensors, types: datatypes },
    file,
    routes,
    furtherMistakes: (row) => openInferenceMistakes(file, layout, row),
  });
}

/** What a reply states once, beside its outputs. */
const ofTheModel: readonly string[] = ['model_name', 'model_version'];

function openInferenceTemplate({ data, parameters }: OpenInferenceFile, { inputs }: ObservationLayout): Template {
  const placeholder = (name: string) => {
    if (inputs.length === 1) return data === 'flat' ? '${flat}' : '${rows}';
    return data === 'flat' ? `\${inputFlat:${name}}` : `\${inputRows:${name}}`;
  };
  return {
    inputs: inputs.map(({ name, axes, dtype }) => ({
      name,
      shape: ['${count}', ...axes],
      datatype: datatypes[dtype],
      data: placeholder(name),
    })),
    ...(parameters && { parameters }),
  };
}
