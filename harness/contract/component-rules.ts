import { nearestOf } from './nearest.ts';
import { portPlaceholders } from './placeholder.ts';
import { complaint, referencesAreKnown, type SoundStack } from './stack-complaint.ts';
import type { YamlPath } from './yaml-path.ts';

type Component = 'endpoint' | 'application';
type SoundComponent = Partial<Pick<NonNullable<SoundStack['endpoint']>, 'start' | 'artifact' | 'logs' | 'routes'>>;

/** What must hold in whatever is started and writes a log: endpoint and application. */
export function* componentRules(
  component: Component,
  sound: SoundComponent,
  standing: Readonly<Record<string, string>>,
) {
  yield* placeholdersAreKnown(component, sound, standing);
  yield* routesKnowTheirPorts(component, sound);
  yield* patternsCompile(component, sound);
}

function* placeholdersAreKnown(
  component: Component,
  { start = {}, artifact = {} }: SoundComponent,
  standing: Readonly<Record<string, string>>,
) {
  const places: [YamlPath, unknown][] = [[[component, 'artifact', 'path'], artifact.path]];
  for (const part of ['process', 'env', 'cwd', 'command', 'mounts'] as const) {
    if (part in start) places.push([[component, 'start', part], Reflect.get(start, part)]);
  }
  const known = { ...standing, ...portPlaceholders(portsOf(start)) };
  for (const [base, value] of places) yield* referencesAreKnown(value, base, known);
}

function* routesKnowTheirPorts(component: Component, { start, routes = {} }: SoundComponent) {
  // A start with a mistake in it may have them.
  if (start === undefined) return;
  const known = Object.keys(portsOf('front' in start && start.front ? start.front : start));
  for (const [name, route] of Object.entries(routes)) {
    const port = route?.port;
    if (port === undefined || known.includes(port)) continue;
    const problem = `there is no port that is called ${port}`;
    const expected = known.length === 0 ? `${component}.start.ports, with its number` : `one of ${known.join(', ')}`;
    yield complaint([component, 'routes', name, 'port'], problem, expected, nearestOf(port, known));
  }
}

function portsOf(start: NonNullable<SoundComponent['start']>): Readonly<Record<string, unknown>> {
  return ('ports' in start ? start.ports : undefined) ?? {};
}

function* patternsCompile(component: Component, { logs = {} }: SoundComponent) {
  const { decision, trouble = [], harmless = [] } = logs;
  const decisionPath = [component, 'logs', 'decision'];
  if (decision !== undefined) {
    const groups = namedGroups(decision);
    if (groups instanceof Error) yield complaint(decisionPath, groups.message, 'a regular expression');
    else if (!groups.includes('used')) {
      const problem = 'the pattern of a decision has no named group used: it cannot tell whether the model made it';
      const misspelt = nearestOf('used', groups) !== undefined;
      yield complaint(decisionPath, problem, 'such as (?<used>true|false)', misspelt ? 'used' : undefined);
    }
  }
  for (const [key, patterns] of Object.entries({ trouble, harmless })) {
    for (const [index, pattern] of patterns.entries()) {
      const groups = pattern === undefined ? [] : namedGroups(pattern);
      if (groups instanceof Error) {
        yield complaint([component, 'logs', key, index], groups.message, 'a regular expression');
      }
    }
  }
}

/** The names of a pattern's groups, or why it is no pattern. */
function namedGroups(pattern: string): string[] | Error {
  try {
    new RegExp(pattern);
    return Object.keys(new RegExp(`${pattern}|`).exec('')?.groups ?? {});
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
