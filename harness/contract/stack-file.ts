import type { z } from 'zod';
import { withRules } from './rules.ts';
import type { secret } from './secret-shape.ts';
import { stackRules } from './stack-rules.ts';
import { type StackShape, stackShape } from './stack-shape.ts';
import { standardRoutes } from './standard-routes.ts';

/** The shape of a stack file, what must hold between its parts, and what it then says: the routes of its protocol in full. */
export const stackSchema = withRules(stackShape, stackRules).transform(inFull);

/** How the running system is started or reached. */
export type StackFile = z.output<typeof stackSchema>;
export type EndpointFile = StackFile['endpoint'];
export type ApplicationFile = NonNullable<StackFile['application']>;
export type ExchangeFile = NonNullable<StackFile['exchange']>;
export type InterventionFile = StackFile['interventions'][number];
/** What of a part of the stack says how it is started or reached. */
export type ComponentFile = Pick<EndpointFile, 'stop'> & {
  readonly start: EndpointFile['start'] | ApplicationFile['start'];
  readonly ready?: EndpointFile['ready'];
  readonly routes: Pick<EndpointFile['routes'], 'ready'>;
  readonly protocol?: EndpointFile['protocol'];
  readonly replicas?: EndpointFile['replicas'];
};
export type Secret = z.output<typeof secret>;
export type {
  CsvForm,
  MlflowFile,
  OpenInferenceFile,
  RequestForm,
  Template,
  TemplateForms,
  TensorflowFile,
} from './protocol-shape.ts';
export type { Route } from './stack-shape.ts';
export type { ServiceFile, StartProcess, StartUrl } from './start-shape.ts';

function inFull({ endpoint, ...rest }: StackShape) {
  const { routes, ready, ...kept } = endpoint;
  const standard = standardRoutes(endpoint.protocol);
  const metadata = routes.metadata ?? standard?.metadata;
  // What the standard route answers says nothing of another one.
  const expected = ready ?? (routes.ready ? undefined : standard?.readiness);
  return {
    ...rest,
    endpoint: {
      ...kept,
      routes: {
        ...routes,
        // The rules have seen that there is one.
        predict: (routes.predict ?? standard?.predict)!,
        ready: (routes.ready ?? standard?.ready)!,
        ...(metadata && { metadata }),
      },
      ready: expected,
    },
  };
}
