import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Document, isMap, parseDocument } from 'yaml';
import { z } from 'zod';

const tensor = z.object({ name: z.string(), shape: z.array(z.union([z.string(), z.number()])), dtype: z.string() });

/** What of a training record goes into a contract. */
export const recordSchema = z.object({
  artifact: z.object({ sha256: z.string() }),
  inputs: z.array(tensor).optional(),
  outputs: z.array(tensor).optional(),
  features: z.array(
    z.object({
      name: z.string(),
      input: z.string().optional(),
      kind: z.enum(['real', 'integer', 'categorical', 'flag']).default('real'),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      codes: z.array(z.number()).optional(),
      unit: z.string().optional(),
    }),
  ),
  actions: z.array(z.string()).optional(),
  reachability: z.object({ unreachable: z.array(z.string()) }),
});

export type TrainingRecord = z.output<typeof recordSchema>;

/**
 * A contract brought up to date with the record of a training: digest, inputs, features, labels, sizes of the tensors, and
 * an order for each new label that says what it orders. Everything else stays as it is written, comments too.
 *
 * @param contract - YAML text
 */
export function draftContract(contract: string, record: TrainingRecord): string {
  const { artifact, inputs = [], outputs, features, actions, reachability } = record;
  const document = parseDocument(contract, { compat: 'yaml-1.1' });
  const inOneLine = (value: unknown) => document.createNode(value, { flow: true });
  const eachInOneLine = (values: readonly unknown[]) => document.createNode(values.map((value) => inOneLine(value)));

  const mask = document.getIn(['policy', 'mask']);
  const listed = features.filter(({ input }) => input === undefined || input !== mask);
  const several = inputs.length > 1;
  document.setIn(['policy', 'sha256'], artifact.sha256);
  if (several) document.setIn(['policy', 'inputs'], eachInOneLine(inputs));
  else document.setIn(['policy', 'input', 'shape'], inOneLine(inputs[0]?.shape ?? ['batch', features.length]));
  const output = outputs?.find(({ name }) => name === document.getIn(['policy', 'output', 'name']));
  const outputShape = output?.shape ?? (actions && ['batch', actions.length]);
  if (outputShape) document.setIn(['policy', 'output', 'shape'], inOneLine(outputShape));
  document.set('features', eachInOneLine(listed.map((feature) => featureEntry(feature, several))));
  document.setIn(['actions', 'unreachable'], inOneLine(reachability.unreachable));
  if (!actions || document.hasIn(['actions', 'box'])) return written(document);

  document.setIn(['actions', 'discrete'], actions.length);
  document.setIn(['actions', 'labels'], document.createNode(actions));
  const orders = document.getIn(['actions', 'orders']);
  const known = isMap(orders) ? orders : document.createNode({});
  const ordered = actions.flatMap((label) => {
    const order = known.get(label) ?? orderOf(label);
    return order === undefined ? [] : [[label, isMap(order) ? order : inOneLine(order)] as const];
  });
  if (ordered.length > 0) document.setIn(['actions', 'orders'], document.createNode(new Map(ordered)));
  return written(document);
}

/** Older YAML reads a bare yes or no as true or false: written in quotes, everyone reads the word. */
function written(document: Document): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, singleQuote: true });
}

function featureEntry(
  { name, input, kind, minimum, maximum, codes, unit }: TrainingRecord['features'][number],
  several: boolean,
): object {
  const values = { real: { minimum, maximum }, integer: { minimum, maximum }, categorical: { codes }, flag: {} }[kind];
  const entry = { name, ...(several ? { input } : {}), ...(kind === 'real' ? {} : { kind }), ...values, unit };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
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
