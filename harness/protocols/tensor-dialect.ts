import type { EndpointFile, Secret, Template } from '../contract/stack-file.ts';
import type { BodyForm, Dialect, DialectForm, MetadataForm } from './dialect.ts';
import type { Mistake } from './json-mistake.ts';
import type { FormKind } from './json-template-rules.ts';
import type { NamedReply } from './named-outputs.ts';
import type { ObservationLayout } from './observation-layout.ts';
import { placesByName } from './places-by-name.ts';
import { templateBody } from './template-body.ts';

export interface TensorForm {
  readonly name: string;
  readonly template: Template;
  readonly layout: ObservationLayout;
  readonly reply: NamedReply;
  /** The pointer to the values of an output in the body of a reply. */
  readonly pointerOf: (index: number, output: string) => string;
  readonly file: { readonly maximum: number; readonly headers: Readonly<Record<string, Secret>> };
  readonly routes: Pick<EndpointFile['routes'], 'predict'>;
  readonly metadata?: MetadataForm | undefined;
  /** Mistakes in one row beside those that any template can have. */
  readonly furtherMistakes?: (row: Float32Array) => ReturnType<DialectForm['body']['malformed']>;
}

/** A server that takes one row a request must not answer the first of two as if it had been alone. */
function twoRows(body: BodyForm, row: Float32Array): Mistake {
  const values = Float32Array.from([...row, ...row]);
  return {
    kind: 'count',
    note: 'two rows, where the stack file says that one is taken',
    feature: -1,
    body: String(body.encode({ rows: 2, width: row.length, values })),
  };
}

/**
 * A dialect of JSON in which one row is a batch of one, and replies give outputs by name.
 *
 * @throws {ProtocolError} of the template
 */
export function tensorDialect({ template, layout, reply, file, routes, furtherMistakes, ...of }: TensorForm): Dialect {
  const form = (kind: FormKind): DialectForm => {
    const body = templateBody(template, layout, kind);
    const further = kind === 'predict' ? furtherMistakes : undefined;
    return {
      route: routes.predict,
      contentType: 'application/json',
      headers: file.headers,
      body: {
        ...body,
        malformed: (row, rows) => [
          ...body.malformed(row, rows),
          ...(further?.(row) ?? []),
          ...(file.maximum === 1 ? [twoRows(body, row)] : []),
        ],
      },
      read: reply.read,
      readAction: reply.readAction,
      places: placesByName(reply.places, of.pointerOf),
    };
  };
  return {
    name: of.name,
    predict: form('predict'),
    batch: file.maximum > 1 ? form('batch') : undefined,
    maximumRows: file.maximum,
    metadata: of.metadata,
  };
}
