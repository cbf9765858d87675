import { existsSync, readdirSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MarketExchange, MarketExchangeOptions, ServeExchange } from '../campaign/market-exchange.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { LoadedStack } from '../contract/load-stack.ts';
import type { Mistake } from '../contract/mistake.ts';
import { nearestOf } from '../contract/nearest.ts';
import { packageFolder } from './package-files.ts';

const folder = join(packageFolder, 'fixtures', 'exchanges');
/** `.ts` in the repository, `.js` where the package was built. */
const file = `serve${extname(import.meta.filename)}`;

/** What a stack file says of its exchange that is not so. */
export function mistakesOfExchange({ stack, file: stackFile, mistakeAt }: LoadedStack): Mistake[] {
  const { exchange } = stack;
  if (!exchange) return [];
  const known = readdirSync(folder).filter((name) => existsSync(join(folder, name, file)));
  const mistakes: Mistake[] = [];
  if (!known.includes(exchange.serve)) {
    const problem = `there is no exchange ${exchange.serve}`;
    const nearest = nearestOf(exchange.serve, known);
    mistakes.push(mistakeAt(['exchange', 'serve'], problem, { expected: known.join(', '), nearest }));
  }
  if (!existsSync(goldenOf(stackFile, exchange.golden))) {
    mistakes.push(mistakeAt(['exchange', 'golden'], `there is no file ${exchange.golden}`));
  }
  return mistakes;
}

/** Serves the exchange that a stack file names, on a port of its own. */
export async function serveExchange(
  { stack: { exchange }, file: stackFile }: LoadedStack,
  options: Omit<MarketExchangeOptions, 'golden'>,
): Promise<MarketExchange> {
  if (!exchange) throw new ContractError([]);
  const module = pathToFileURL(join(folder, exchange.serve, file)).href;
  const { serve }: { serve: ServeExchange } = await import(module);
  return serve({ ...options, golden: goldenOf(stackFile, exchange.golden) });
}

function goldenOf(stackFile: string, golden: string): string {
  return resolve(dirname(stackFile), golden);
}
