import type { Contract } from '../../contract/contract.ts';
import type { Template } from '../../contract/stack-file.ts';
import { placeholdersIn } from '../../protocols/json-placeholder.ts';
import { compileTemplate } from '../../protocols/json-template.ts';
import { layoutOf } from '../../protocols/observation-layout.ts';
import { CampaignError } from '../campaign-error.ts';
import type { GoldenMarket } from '../market-exchange.ts';

type Asked = Pick<GoldenMarket, 'market' | 'values' | 'features'>;

/**
 * The body of the stack file that asks for a decision: with the name of the market where it says `${market}`, what the
 * exchange says of it where it says `${value:NAME}`, and the observation where an application is handed that.
 *
 * @throws {CampaignError} VALUE_UNKNOWN, where the exchange says no such thing
 * @throws {ProtocolError} where only a part of the observation is handed over
 */
export function requestBody(
  template: Template,
  { market, values, features }: Asked,
  contract: Pick<Contract, 'features' | 'policy'>,
): string {
  const layout = layoutOf(contract);
  const told = filled(template, { market, values });
  if (placeholdersIn(told, layout).length === 0) return JSON.stringify(told);
  return compileTemplate(told, layout, 'predict')({ rows: 1, width: features.length, values: features });
}

function filled(node: Template, told: Pick<Asked, 'market' | 'values'>): Template {
  if (typeof node === 'string') return filledText(node, told);
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => filled(item, told));
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, filled(item, told)]));
}

function filledText(text: string, { market, values }: Pick<Asked, 'market' | 'values'>): Template {
  const [, name] = /^\$\{value:(.+)\}$/s.exec(text) ?? [];
  if (name === undefined) return text.replaceAll('${market}', market);
  const value = values[name];
  if (value !== undefined) return value;
  throw new CampaignError('VALUE_UNKNOWN', {
    problem: `the body of application.drive.request says ${text}, and the exchange says no ${name} of its markets`,
    remedy: `name one of ${Object.keys(values).join(', ') || 'none: it says nothing of them'}`,
  });
}
