import type { EndpointFile, MlflowFile, Template } from '../contract/stack-file.ts';
import type { Dialect } from './dialect.ts';
import { namedReply } from './named-outputs.ts';
import { type ObservationLayout, servedLayout } from './observation-layout.ts';
import { memberOf } from './open-inference-tensor.ts';
import { ProtocolError } from './protocol-error.ts';
import { isObject, outputsOfColumns, outputsOfRows } from './row-outputs.ts';
import type { SpokenContract } from './spoken-contract.ts';
import { tableMistakes } from './table-mistakes.ts';
import { tensorDialect } from './tensor-dialect.ts';
import { columnsTemplate } from './tensorflow.ts';

/**
 * The scoring protocol of MLflow models, in one of its four forms of input. Its predictions are rows, or columns by the
 * names of outputs, whichever the model's flavour gives.
 *
 * @throws {ProtocolError} FORM_DOES_NOT_FIT, and of the shapes
 */
export function mlflowDialect(
  file: MlflowFile,
  contract: SpokenContract,
  routes: Pick<EndpointFile['routes'], 'predict'>,
): Dialect {
  const layout = servedLayout(contract, file);
  const only = file.outputs[contract.policy.output.name] ?? contract.policy.output.name;
  return tensorDialect({
    name: 'mlflow',
    layout,
    file,
    routes,
    template: { ...inputTemplate(file.form, layout), ...(file.params && { params: file.params }) },
    reply: namedReply(contract, file, (body) => {
      const predictions = memberOf(body, 'predictions', '');
      return isObject(predictions)
        ? outputsOfColumns(predictions, only)
        : outputsOfRows(predictions, only, '/predictions');
    }),
    pointerOf: () => '/predictions',
    ...(file.form === 'dataframe_split' && {
      furtherMistakes: (row: Float32Array) => tableMistakes(layout.features, row),
    }),
  });
}

function inputTemplate(form: MlflowFile['form'], layout: ObservationLayout): { [key: string]: Template } {
  switch (form) {
    case 'dataframe_split':
      mustBeATable(form, layout);
      return { dataframe_split: { columns: layout.features.map(({ name }) => name), data: '${rows}' } };
    case 'dataframe_records':
      return { dataframe_records: '${namedRows}' };
    case 'instances':
      return { instances: '${rows}' };
    case 'inputs':
      return { inputs: columnsTemplate(layout) };
  }
}

/** A row of a table is one array of values. */
function mustBeATable(form: string, { inputs }: ObservationLayout): void {
  const [only, ...others] = inputs;
  if (only?.axes.length === 1 && others.length === 0) return;
  throw new ProtocolError('FORM_DOES_NOT_FIT', {
    problem: `the form ${form} is a table, but the observation is not one row of values: the contract has ${inputs.length} inputs of ${inputs.map(({ axes }) => `[${axes.join(', ')}]`).join(', ')}`,
    remedy: 'send instances or inputs, or dataframe_records where each feature is a column',
  });
}
