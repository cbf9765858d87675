import type { Route } from '../contract/stack-file.ts';
import { loopback } from './ports.ts';

/** The ports of this machine at which a component is reached. */
export interface Place {
  /** Where it takes requests. */
  readonly port: number;
  /** Those beside it, by name. */
  readonly further: Readonly<Record<string, number>>;
}

/** Where a component is reached; no address has a slash at its end. */
export interface Addresses {
  /** Of one that ran already, the path of its URL included. */
  readonly origin: string;
  /** Its further ports, by name. */
  readonly ports: Readonly<Record<string, string>>;
}

export function addressesOf({ port, further }: Place): Addresses {
  return {
    origin: originOf(port),
    ports: Object.fromEntries(Object.entries(further).map(([name, number]) => [name, originOf(number)])),
  };
}

/** Where a route of it is asked for. The rules of stack files have seen that the port of a route is one of its ports. */
export function addressFor({ port }: Pick<Route, 'port'>, { origin, ports }: Addresses): string {
  return port === undefined ? origin : ports[port]!;
}

/** What `${port.NAME}` stands for. */
export function portValues(ports: Readonly<Record<string, number>>): Record<`port.${string}`, string> {
  return Object.fromEntries(Object.entries(ports).map(([name, number]) => [`port.${name}`, String(number)]));
}

function originOf(port: number): string {
  return `http://${loopback}:${port}`;
}
