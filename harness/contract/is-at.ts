import type { Route } from './stack-file.ts';

/** Whether a request goes to a route, whatever its query says. */
export function isAt(route: Route, { method, path }: { readonly method: string; readonly path: string }): boolean {
  return method === route.method && path.split('?', 1)[0] === route.path;
}
