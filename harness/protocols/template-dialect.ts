import type { ReplyPlaces } from '../contract/contract.ts';
import type { EndpointFile, RequestForm, Route, TemplateForms } from '../contract/stack-file.ts';
import type { Dialect, DialectForm } from './dialect.ts';
import { placesOf, placesOfOneRow } from './json-places.ts';
import { compileReply } from './json-reply.ts';
import type { FormKind } from './json-template-rules.ts';
import { layoutOf } from './observation-layout.ts';
import type { SpokenContract } from './spoken-contract.ts';
import { templateBody } from './template-body.ts';

/**
 * JSON in whatever dialect the stack file declares: plain, or as SageMaker's invocations.
 *
 * One row goes by the `predict` form, several by `batch`, on the route of that name, or else on that of `predict`.
 *
 * @throws {ProtocolError} of the template or the shapes
 */
export function templateDialect(
  name: string,
  { predict, batch }: TemplateForms,
  contract: SpokenContract,
  routes: Pick<EndpointFile['routes'], 'predict' | 'batch'>,
): Dialect {
  const compile = (form: RequestForm, kind: FormKind, route: Route): DialectForm => ({
    route,
    contentType: 'application/json',
    headers: form.headers,
    body: templateBody(form.body, layoutOf(contract), kind),
    ...replyReaders(placesOf(contract.reply, form.reply), {
      each: form.each,
      batch: kind === 'batch',
      actions: contract.actions,
    }),
    places: placesOfOneRow(contract.reply, form),
  });
  return {
    name,
    predict: compile(predict, 'predict', routes.predict),
    batch: batch && compile(batch, 'batch', routes.batch ?? routes.predict),
    maximumRows: batch?.maximum ?? 1,
  };
}

/** What reads a whole reply, and what reads the action of one that may be an error, or cut. */
export function replyReaders(
  places: ReplyPlaces,
  how: Omit<Parameters<typeof compileReply>[0], 'places'>,
): Pick<DialectForm, 'read' | 'readAction'> {
  const { action, scores } = places;
  const decision: ReplyPlaces = action ? { action } : { scores };
  return { read: compileReply({ places, ...how }), readAction: compileReply({ places: decision, ...how }) };
}
