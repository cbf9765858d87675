import type { CsvForm, EndpointFile } from '../contract/stack-file.ts';
import { malformedRow, malformedRows } from './csv-malformed.ts';
import { readCsvRow } from './csv-row.ts';
import type { BodyForm, Dialect, DialectForm } from './dialect.ts';
import { placesOf, placesOfOneRow } from './json-places.ts';
import type { FormKind } from './json-template-rules.ts';
import { valueWriter } from './json-value.ts';
import { inputWith, layoutOf, type ObservationLayout } from './observation-layout.ts';
import type { SpokenContract } from './spoken-contract.ts';
import { replyReaders } from './template-dialect.ts';

/**
 * Rows of values as text/csv, without a header, as built-in containers of SageMaker take them; the reply is JSON.
 *
 * @throws {ProtocolError} of the shapes
 */
export function csvDialect(
  file: CsvForm,
  contract: SpokenContract,
  { predict: route }: Pick<EndpointFile['routes'], 'predict'>,
): Dialect {
  const layout = layoutOf(contract);
  const form = (kind: FormKind): DialectForm => ({
    route,
    contentType: 'text/csv',
    headers: { accept: file.accept, ...file.headers },
    body: csvBody(layout, kind),
    ...replyReaders(placesOf(contract.reply, file.reply), {
      each: file.each,
      batch: kind === 'batch',
      actions: contract.actions,
    }),
    places: placesOfOneRow(contract.reply, file),
  });
  return {
    name: 'sagemaker',
    predict: form('predict'),
    batch: file.maximum > 1 ? form('batch') : undefined,
    maximumRows: file.maximum,
  };
}

function csvBody(layout: ObservationLayout, kind: FormKind): BodyForm {
  const { features } = layout;
  const writers = features.map((_, index) => valueWriter(inputWith(layout, index).dtype));
  const cells = (values: Float32Array) => Array.from(values, (value, index) => writers[index]!(value));
  return {
    encode: ({ rows, width, values }) =>
      Array.from({ length: rows }, (_, row) => cells(values.subarray(row * width, (row + 1) * width)).join(',')).join(
        '\n',
      ),
    observationIn: (body) => readCsvRow(body, features),
    malformed: (row, rows) =>
      kind === 'predict' ? malformedRow(cells(row), layout) : malformedRows(cells(row), layout, rows),
  };
}
