import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { z } from 'zod';

/** What of a training record goes into a contract. */
export const recordSchema = z.object({
  artifact: z.object({ sha256: z.string() }),
  features: z.array(
    z.object({ name: z.string(), minimum: z.number(), maximum: z.number(), unit: z.string().optional() }),
  ),
  actions: z.array(z.string()),
  reachability: z.object({ unreachable: z.array(z.string()) }),
});

export type TrainingRecord = z.output<typeof recordSchema>;

/**
 * A contract brought up to date with the record of a training: digest, features, labels, sizes of the tensors, and an
 * order for each new label. Everything else stays as it is written, comments too.
 *
 * @param contract - YAML text
 */
export function draftContract(contract: string, { artifact, features, actions, reachability }: TrainingRecord): string {
  const document = parseDocument(contract, { compat: 'yaml-1.1' });
  const inOneLine = (value: unknown) => document.createNode(value, { flow: true });

  document.setIn(['policy', 'sha256'], artifact.sha256);
  document.setIn(['policy', 'input', 'shape'], inOneLine(['batch', features.length]));
  document.setIn(['policy', 'output', 'shape'], inOneLine(['batch', actions.length]));
  document.set('features', document.createNode(features.map((feature) => inOneLine(feature))));
  document.setIn(['actions', 'discrete'], actions.length);
  document.setIn(['actions', 'labels'], document.createNode(actions));
  document.setIn(['actions', 'unreachable'], inOneLine(reachability.unreachable));

  const orders = document.getIn(['actions', 'orders']);
  const known = isMap(orders) ? orders : document.createNode({});
  const ordered = actions.flatMap((label) => {
    const order = known.get(label) ?? orderOf(label);
    return order === undefined ? [] : [[label, isMap(order) ? order : inOneLine(order)] as const];
  });
  document.setIn(['actions', 'orders'], document.createNode(new Map(ordered)));
  // Older YAML reads a bare yes or no as true or false: written in quotes, everyone reads the word.
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, singleQuote: true });
}

/** `BUY_YES_5`: buy five contracts of the side YES. HOLD orders nothing. */
function orderOf(label: string): object | undefined {
  const [, action, side, contracts] = /^(BUY|SELL)_(YES|NO)_(\d+)$/.exec(label) ?? [];
  if (action === undefined || side === undefined) return undefined;
  return { side: side.toLowerCase(), action: action.toLowerCase(), contracts: Number(contracts) };
}

/** The record stands beside the artifact that the contract names. */
export function recordPathOf(contractPath: string, contract: string): string {
  const artifact = parseDocument(contract).getIn(['policy', 'artifact']);
  return resolve(dirname(contractPath), dirname(String(artifact)), 'record.json');
}

if (import.meta.main) {
  for (const path of process.argv.slice(2)) {
    const contract = readFileSync(path, 'utf8');
    const record = recordSchema.parse(JSON.parse(readFileSync(recordPathOf(path, contract), 'utf8')));
    writeFileSync(path, draftContract(contract, record));
  }
}
