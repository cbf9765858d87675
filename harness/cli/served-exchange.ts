import { existsSync, readdirSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  MarketExchange,
  MarketExchangeOptions,
  MistakeOfGolden,
  ServeExchange,
} from '../campaign/market-exchange.ts';
import type { Contract } from '../contract/contract.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { LoadedStack } from '../contract/load-stack.ts';
import type { Mistake } from '../contract/mistake.ts';
import { nearestOf } from '../contract/nearest.ts';
import type { ExchangeFile } from '../contract/stack-file.ts';
import { packageFolder } from './package-files.ts';

const folder = join(packageFolder, 'fixtures', 'exchanges');
/** `.ts` in the repository, `.js` where the package was built. */
const file = `serve${extname(import.meta.filename)}`;

interface ExchangeModule {
  readonly serve: ServeExchange;
  readonly mistakeOfGolden: MistakeOfGolden;
}

/** What a stack file says of application and exchange that is not so, or not under this contract. */
export async function mistakesOfExchange(
  { stack, file: stackFile, mistakeAt }: LoadedStack,
  { actions, features, policy }: Pick<Contract, 'actions' | 'features' | 'policy'>,
): Promise<Mistake[]> {
  const { exchange } = stack;
  if (!exchange) return [];
  if (actions.kind === 'box') {
    const problem = 'an application can be driven by discrete actions only, and those of the contract are continuous';
    return [mistakeAt(['application'], problem)];
  }
  if (policy.sampling !== undefined) {
    const problem =
      'an application is driven by the action that the model gives to each market, and those of the contract are drawn (policy.sampling)';
    return [mistakeAt(['application'], problem)];
  }
  const known = readdirSync(folder).filter((name) => existsSync(join(folder, name, file)));
  const mistakes: Mistake[] = [];
  if (!known.includes(exchange.serve)) {
    const problem = `there is no exchange ${exchange.serve}`;
    const nearest = nearestOf(exchange.serve, known);
    mistakes.push(mistakeAt(['exchange', 'serve'], problem, { expected: known.join(', '), nearest }));
  }
  const golden = goldenOf(stackFile, exchange.golden);
  if (!existsSync(golden)) mistakes.push(mistakeAt(['exchange', 'golden'], `there is no file ${exchange.golden}`));
  if (mistakes.length > 0) return mistakes;
  const { mistakeOfGolden } = await moduleOf(exchange);
  const names = features.map(({ name }) => name);
  const mistake = mistakeOfGolden(golden, names);
  return mistake === undefined ? [] : [mistakeAt(['exchange', 'golden'], mistake)];
}

/** Serves the exchange that a stack file names, on a port of its own. */
export async function serveExchange(
  { stack: { exchange }, file: stackFile }: LoadedStack,
  options: Omit<MarketExchangeOptions, 'golden' | 'fields' | 'trouble'>,
): Promise<MarketExchange> {
  if (!exchange) throw new ContractError([]);
  const { serve } = await moduleOf(exchange);
  const { fields, trouble } = exchange;
  return serve({ ...options, fields, trouble, golden: goldenOf(stackFile, exchange.golden) });
}

function moduleOf({ serve }: Pick<ExchangeFile, 'serve'>): Promise<ExchangeModule> {
  return import(pathToFileURL(join(folder, serve, file)).href);
}

function goldenOf(stackFile: string, golden: string): string {
  return resolve(dirname(stackFile), golden);
}
