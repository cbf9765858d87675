import { componentRules } from './component-rules.ts';
import { nearestOf } from './nearest.ts';
import { applicationPlaceholders, namedRequestPlaceholders, referencesIn, requestPlaceholders } from './placeholder.ts';
import { complaint, mentions, reference, referencesAreKnown, type SoundStack, shown } from './stack-complaint.ts';
import { textsIn } from './texts-in.ts';

type Parts = Pick<SoundStack, 'application' | 'exchange'>;
type SoundApplication = NonNullable<SoundStack['application']>;

/** What must hold in what a stack file says of the application, and of the exchange where it acts. */
export function* applicationRules({ application, exchange }: Parts) {
  yield* applicationHasAnExchange({ application, exchange });
  if (!application) return;
  yield* componentRules('application', application, applicationPlaceholders);
  yield* everythingPassesUs(application);
  yield* requestsNameTheMarket(application);
  yield* startsWithoutEstimate(application);
  yield* pollingIsPossible({ application, exchange });
  yield* countersHaveARoute(application);
}

/** An application acts somewhere, and what it orders can only be seen where Assay looks. */
function* applicationHasAnExchange({ application, exchange }: Parts) {
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

/** What it asks somebody else, nobody sees. */
function* everythingPassesUs({ start }: SoundApplication) {
  if (!start || 'url' in start) return;
  const words = 'process' in start ? start.process : 'command' in start ? start.command : [];
  const env = 'env' in start ? start.env : undefined;
  // What could not be read, or is misspelt and said so, may be where it stands.
  const isUnread = words === undefined || ('env' in start && env === undefined);
  if (isUnread) return;
  for (const [name, problem] of musts) {
    if (mentions([words, env], name) || isMisspelt([words, env], name)) continue;
    yield complaint(['application', 'start'], problem, `${reference(name)} in its arguments or environment`);
  }
}

const musts = [
  ['tap.url', 'the application is not told to ask for answers through the tap: nobody would see what it asks'],
  ['exchange.url', 'the application is not told where the exchange is: nobody would see what it orders'],
] as const;

function isMisspelt(value: unknown, meant: string): boolean {
  const known = Object.keys(applicationPlaceholders);
  return textsIn(value, [])
    .flatMap(({ text }) => referencesIn(text))
    .some((name) => !known.includes(name) && nearestOf(name, known) === meant);
}

function* requestsNameTheMarket({ drive }: SoundApplication) {
  if (!drive || !('request' in drive)) return;
  const { body } = drive.request ?? {};
  if (body === undefined) return;
  const at = ['application', 'drive', 'request', 'body'];
  let says = false;
  for (const { path, text } of textsIn(body, at)) {
    for (const name of referencesIn(text)) {
      says = true;
      if (name === 'market' || (text === `\${${name}}` && (known.includes(name) || ofAName.test(name)))) continue;
      const alone = known.includes(name) || ofAName.test(name) ? 'alone in its text: ' : '';
      const nearest = alone === '' ? nearestOf(name, known) : name;
      yield complaint(
        path,
        `${JSON.stringify(text)} stands for nothing here`,
        `${alone}${shown(all)}`,
        reference(nearest),
      );
    }
  }
  if (says) return;
  yield complaint(at, 'the body does not say what to decide on', '${market} in it, or the observation');
}

const known: readonly string[] = Object.keys(requestPlaceholders);
const ofAName = new RegExp(`^(${Object.keys(namedRequestPlaceholders).join('|')}):.`, 's');
const all = [...known, ...Object.keys(namedRequestPlaceholders).map((name) => `${name}:NAME`)];

function* startsWithoutEstimate({ withoutEstimate }: SoundApplication) {
  const { env } = withoutEstimate ?? {};
  if (env) yield* referencesAreKnown(env, ['application', 'withoutEstimate', 'env'], applicationPlaceholders);
}

/** An application that polls must be told what to watch, and it must be seen when it looks there. */
function* pollingIsPossible({ application, exchange }: Parts) {
  if (!application?.drive || !('poll' in application.drive)) return;
  const { start } = application;
  const told = mentions(start, 'exchange.market');
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

function* countersHaveARoute({ counters, routes }: SoundApplication) {
  if (counters === undefined || routes === undefined || 'metrics' in routes) return;
  yield complaint(['application', 'counters'], 'there are counters, but no route where they stand', 'routes.metrics');
}
