import type { z } from 'zod';
import { withRules } from './rules.ts';
import { stackRules } from './stack-rules.ts';
import { type form, type route, type secret, stackShape } from './stack-shape.ts';

/** The shape of a stack file, and what must hold between its parts. */
export const stackSchema = withRules(stackShape, stackRules);

/** How the running system is started or reached. */
export type StackFile = z.output<typeof stackSchema>;
export type EndpointFile = StackFile['endpoint'];
export type ApplicationFile = NonNullable<StackFile['application']>;
export type ExchangeFile = NonNullable<StackFile['exchange']>;
export type InterventionFile = StackFile['interventions'][number];
/** What of a part of the stack says how it is started or reached. */
export type ComponentFile = Pick<EndpointFile, 'start' | 'ready' | 'stop'> & {
  readonly routes: Pick<EndpointFile['routes'], 'ready'>;
  readonly protocol?: EndpointFile['protocol'];
};
export type StartProcess = Extract<EndpointFile['start'], { process: string[] }>;
export type Secret = z.output<typeof secret>;
export type Route = z.output<typeof route>;
export type RequestForm = z.output<typeof form>;
export type { Template } from './stack-shape.ts';
