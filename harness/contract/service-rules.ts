import { placeholders } from './placeholder.ts';
import { complaint, referencesAreKnown, type SoundStack } from './stack-complaint.ts';

type SoundServices = NonNullable<SoundStack['services']>;

/** Names by which the containers of endpoint and application are found. */
const reserved = /^(endpoint|application|cold-endpoint)(-\d+|-front)?$/;

/** What must hold in what a stack file says of its services. */
export function* serviceRules(services: SoundServices) {
  const names = new Set<string>();
  for (const [index, service] of services.entries()) {
    const { name, port, ready, command, env, mounts } = service ?? {};
    const at = ['services', index];
    if (name !== undefined && reserved.test(name)) {
      yield complaint([...at, 'name'], `a service cannot be called ${name}: that is the name of another container`);
    }
    if (name !== undefined && names.has(name)) {
      yield complaint([...at, 'name'], `there are two services that are called ${name}`);
    }
    if (name !== undefined) names.add(name);
    if (service && ready && 'route' in ready && port === undefined && !('port' in service)) {
      yield complaint([...at, 'ready'], 'a path is asked for, but there is no port at which it is', 'port');
    }
    for (const [part, value] of Object.entries({ command, env, mounts })) {
      yield* referencesAreKnown(value, [...at, part], placeholders);
    }
  }
}
