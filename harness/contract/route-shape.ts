import { z } from 'zod';
import { portName } from './port-shape.ts';

/** Where something is asked for. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** Name of the port, where it is not the one that takes observations; HTTP is spoken there, whatever is spoken here. */
  readonly port?: string;
}

/** `POST /predict`. */
export const route = z
  .string()
  .regex(/^(GET|POST|PUT) \/\S*$/, 'a method and a path, such as POST /predict')
  .transform((text): Route => {
    const space = text.indexOf(' ');
    return { method: text.slice(0, space) as Route['method'], path: text.slice(space + 1) };
  });

/** `GET /metrics`, or `{route: GET /metrics, port: metrics}`. */
export const routeAnywhere = z.union([
  route,
  z
    .strictObject({
      route: route.describe('Method and path, such as GET /metrics.'),
      port: portName.describe('Name of the port where it is, of those that start.ports lists.'),
    })
    .transform(({ route: { method, path }, port }): Route => ({ method, path, port })),
]);
