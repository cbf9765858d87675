import type { Place } from '../place.ts';
import { type ContainerOptions, exposed, type PublishedPort } from './create-container.ts';

type Published = Readonly<Record<string, readonly { readonly HostPort: string }[] | null>>;

/**
 * Where a container is reached, of what the engine tells of its ports.
 *
 * @returns undefined where a port of it is at none of this machine, as of one that has ended
 */
export function publishedPlace(
  published: Published,
  { port, further = {} }: Pick<ContainerOptions, 'port' | 'further'>,
): Place | undefined {
  const reached = ({ inside }: PublishedPort) => Number(published[exposed(inside)]?.[0]?.HostPort);
  const place = {
    port: port ? reached(port) : 0,
    further: Object.fromEntries(Object.entries(further).map(([name, each]) => [name, reached(each)])),
  };
  return [place.port, ...Object.values(place.further)].every(Number.isInteger) ? place : undefined;
}
