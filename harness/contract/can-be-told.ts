import type { EndpointFile } from './stack-file.ts';

/** Whether there is a way to tell the endpoint that it must load its artifact anew: a route, or a command. */
export function canBeTold({ routes, artifact }: Pick<EndpointFile, 'routes' | 'artifact'>): boolean {
  return routes.reload !== undefined || artifact?.reload !== undefined;
}
