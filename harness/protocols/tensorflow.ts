import type { EndpointFile, Template, TensorflowFile } from '../contract/stack-file.ts';
import type { Dialect } from './dialect.ts';
import { namedReply } from './named-outputs.ts';
import { goesByName, type ObservationLayout, servedLayout } from './observation-layout.ts';
import { memberOf } from './open-inference-tensor.ts';
import { outputsOfColumns, outputsOfRows } from './row-outputs.ts';
import type { SpokenContract } from './spoken-contract.ts';
import { tensorDialect } from './tensor-dialect.ts';
import { statedSignature, tensorflowTypes } from './tensorflow-metadata.ts';

/**
 * The REST protocol of TensorFlow Serving: rows (`instances` to `predictions`) or columns (`inputs` to `outputs`).
 * KServe's V1 protocol is the first of them.
 *
 * @throws {ProtocolError} of the shapes
 */
export function tensorflowDialect(
  name: 'tensorflow' | 'kserve',
  file: TensorflowFile,
  contract: SpokenContract,
  routes: Pick<EndpointFile['routes'], 'predict'>,
): Dialect {
  const layout = servedLayout(contract, file);
  const only = file.outputs[contract.policy.output.name] ?? contract.policy.output.name;
  const of = {
    name,
    layout,
    file,
    routes,
    metadata:
      name === 'kserve'
        ? undefined
        : { read: statedSignature(file.signature ?? 'serving_default'), types: tensorflowTypes },
    template: {
      ...(file.signature === undefined ? {} : { signature_name: file.signature }),
      ...(file.form === 'rows' ? { instances: '${rows}' } : { inputs: columnsTemplate(layout) }),
    },
  };
  if (file.form === 'rows') {
    return tensorDialect({
      ...of,
      reply: namedReply(contract, file, (body) =>
        outputsOfRows(memberOf(body, 'predictions', ''), only, '/predictions'),
      ),
      pointerOf: () => '/predictions',
    });
  }
  return tensorDialect({
    ...of,
    reply: namedReply(contract, file, (body) => outputsOfColumns(memberOf(body, 'outputs', ''), only)),
    pointerOf: () => '/outputs',
  });
}

/** The inputs as columns: what the one takes, or an object of such by name. */
export function columnsTemplate(layout: ObservationLayout): Template {
  if (!goesByName(layout)) return '${rows}';
  return Object.fromEntries(layout.inputs.map(({ name }) => [name, `\${inputRows:${name}}`]));
}
