import type { z } from 'zod';
import type { PlacedComplaint } from './explain.ts';
import { nearestOf } from './nearest.ts';
import {
  applicationPlaceholders,
  interventionPlaceholders,
  namedPlaceholders,
  observationPlaceholders,
  placeholders,
  referencesIn,
} from './placeholder.ts';
import type { Sound } from './rules.ts';
import type { stackShape } from './stack-shape.ts';
import { textsIn } from './texts-in.ts';
import type { YamlPath } from './yaml-path.ts';

type SoundStack = Sound<z.output<typeof stackShape>>;

/** What must hold in the texts of a stack file, and between its parts. */
export function* stackRules({
  endpoint = {},
  application,
  exchange,
  interventions = [],
}: SoundStack): Generator<PlacedComplaint> {
  yield* placeholdersAreKnown('endpoint', endpoint, placeholders);
  if (application) yield* placeholdersAreKnown('application', application, applicationPlaceholders);
  yield* applicationHasAnExchange({ application, exchange });
  yield* pollingIsPossible({ application, exchange });
  yield* bodiesCarryObservations(endpoint);
  yield* batchRouteHasAForm(endpoint);
  yield* patternsCompile('endpoint', endpoint);
  if (application) yield* patternsCompile('application', application);
  yield* interventionsMakeSense(interventions);
}

type SoundEndpoint = NonNullable<SoundStack['endpoint']>;

function complaint(path: YamlPath, problem: string, expected?: string, nearest?: string): PlacedComplaint {
  return { path, about: 'value', problem, expected, nearest };
}

function* placeholdersAreKnown(
  component: 'endpoint' | 'application',
  { start = {}, artifact = {} }: Pick<SoundEndpoint, 'start' | 'artifact'>,
  standing: Readonly<Record<string, string>>,
) {
  const places: [YamlPath, unknown][] = [[[component, 'artifact', 'path'], artifact.path]];
  for (const part of ['process', 'env', 'cwd'] as const) {
    if (part in start) places.push([[component, 'start', part], Reflect.get(start, part)]);
  }
  for (const [base, value] of places) yield* referencesAreKnown(value, base, standing);
}

function* referencesAreKnown(value: unknown, base: YamlPath, standing: Readonly<Record<string, string>>) {
  const known = Object.keys(standing);
  for (const { path, text } of textsIn(value, base)) {
    for (const name of referencesIn(text).filter((name) => !known.includes(name))) {
      yield complaint(path, `\${${name}} stands for nothing here`, shown(known), reference(nearestOf(name, known)));
    }
  }
}

/** What is done must be told apart from what takes it back, and from whatever else is done. */
function* interventionsMakeSense(interventions: NonNullable<SoundStack['interventions']>) {
  const names = new Set<string>();
  for (const [index, intervention] of interventions.entries()) {
    const { name, run, undo, env, predicts } = intervention ?? {};
    const at = ['interventions', index];
    for (const [key, value] of Object.entries({ run, undo, env })) {
      yield* referencesAreKnown(value, [...at, key], interventionPlaceholders);
    }
    if (name !== undefined && names.has(name)) {
      yield complaint([...at, 'name'], `there is another intervention "${name}": findings could not tell them apart`);
    }
    if (name !== undefined) names.add(name);
    const isSame = run !== undefined && undo !== undefined && JSON.stringify(run) === JSON.stringify(undo);
    const saysWhich = textsIn([run, env], []).some(({ text }) => referencesIn(text).includes('artifact'));
    if (isSame && (predicts === 'nothing' || (predicts === 'marked' && !saysWhich))) {
      const problem = 'the command that takes it back is the one that does it';
      const which = predicts === 'marked' ? 'another command, or ${artifact} in it' : 'another command';
      yield complaint([...at, 'undo'], problem, which);
    }
  }
}

/** An application acts somewhere, and what it orders can only be seen where Assay looks. */
function* applicationHasAnExchange({ application, exchange }: Pick<SoundStack, 'application' | 'exchange'>) {
  if (application?.start && 'url' in application.start) {
    const problem = 'an application that runs already cannot be told where tap and exchange are';
    yield complaint(['application', 'start'], problem, 'a process');
  }
  if (application && !exchange) {
    yield complaint(['application'], 'there is an application, but no exchange at which its orders arrive');
  }
  if (exchange && !application) {
    yield complaint(['exchange'], 'there is an exchange, but no application that orders there');
  }
}

/** An application that polls must be told what to watch, and it must be seen when it looks there. */
function* pollingIsPossible({ application, exchange }: Pick<SoundStack, 'application' | 'exchange'>) {
  if (!application?.drive || !('poll' in application.drive)) return;
  const { start } = application;
  const told = textsIn(start, []).some(({ text }) => referencesIn(text).includes('exchange.market'));
  if (start && !told) {
    const problem = 'the application polls, but it is not told what to watch';
    yield complaint(['application', 'start'], problem, '${exchange.market} in its arguments or environment');
  }
  for (const [index, route] of (application.drive.poll?.begins ?? []).entries()) {
    const { method = '', path = '' } = route ?? {};
    const at = ['application', 'drive', 'poll', 'begins', index];
    for (const name of referencesIn(path).filter((name) => name !== 'market')) {
      yield complaint(at, `\${${name}} stands for nothing here`, '${market}');
    }
    if (exchange?.orders?.path === path && exchange.orders.method === method) {
      yield complaint(at, 'orders arrive there: a decision does not begin with one');
    }
  }
}

function* bodiesCarryObservations({ protocol }: SoundEndpoint) {
  for (const form of ['predict', 'batch'] as const) {
    const requests = protocol?.json?.[form];
    if (requests?.body === undefined) continue;
    yield* bodyCarriesObservations(requests.body, form, ['endpoint', 'protocol', 'json', form, 'body']);
  }
}

const ofOneRow = /^\$\{(features|named|feature:.*|input:.*)\}$/s;
const ofSeveralRows = /^\$\{(rows|namedRows|flat|inputRows:.*)\}$/s;

function* bodyCarriesObservations(body: unknown, form: 'predict' | 'batch', base: YamlPath) {
  const known = Object.keys(observationPlaceholders);
  const all = [...known, ...Object.keys(namedPlaceholders).map((name) => `${name}:NAME`)];
  let carried = false;
  for (const { path, text } of textsIn(body, base)) {
    if (!text.includes('${')) continue;
    carried ||= ofOneRow.test(text) || ofSeveralRows.test(text);
    if (form === 'batch' && ofOneRow.test(text)) {
      yield complaint(
        path,
        `${text} is one row, but a batch has several`,
        shown(['rows', 'namedRows', 'flat', 'inputRows:NAME']),
      );
    } else if (!ofOneRow.test(text) && !ofSeveralRows.test(text) && text !== '${count}') {
      const [name = ''] = referencesIn(text);
      const problem = `${JSON.stringify(text)} stands for nothing`;
      const alone = known.includes(name) ? 'alone in its text: ' : '';
      const nearest = alone === '' ? nearestOf(name, known) : name;
      yield complaint(path, problem, `${alone}${shown(all)}`, reference(nearest));
      carried = true;
    }
  }
  if (!carried) {
    yield complaint(base, `the ${form} body carries no observation`, shown(all));
  }
}

function* batchRouteHasAForm({ routes, protocol }: SoundEndpoint) {
  if (routes?.batch === undefined || protocol?.json === undefined || 'batch' in protocol.json) return;
  const problem = 'there is a route for batches, but protocol.json.batch does not say how a batch looks';
  yield complaint(['endpoint', 'routes', 'batch'], problem);
}

function* patternsCompile(component: 'endpoint' | 'application', { logs = {} }: Pick<SoundEndpoint, 'logs'>) {
  const { decision, trouble = [] } = logs;
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
  for (const [index, pattern] of trouble.entries()) {
    const groups = pattern === undefined ? [] : namedGroups(pattern);
    if (groups instanceof Error) {
      yield complaint([component, 'logs', 'trouble', index], groups.message, 'a regular expression');
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

function reference(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `\${${name}}`;
}

function shown(names: readonly string[]): string {
  return `one of ${names.map(reference).join(', ')}`;
}
