import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contract } from '../../checks/testing/small-contract.ts';
import type { InterventionFile } from '../../contract/stack-file.ts';
import type { Answerer, Facts, InterventionFacts } from '../../history/run-event.ts';
import { brokenArtifacts, brokenKinds } from '../../oracle/broken-artifacts.ts';
import { linearModel } from '../../oracle/testing/onnx-model.ts';
import { modelDirectory } from '../../stack/model-directory.ts';
import { workbench } from '../../stack/testing/workbench.ts';
import { servingFile } from '../testing/serving-file.ts';
import { serving } from '../testing/small-server.ts';
import { clock, steadily } from '../testing/steadily.ts';
import type { Tools } from './carry-out.ts';
import { done, type Intervention } from './intervention.ts';
import { ownCommands, replacements, swapForDecisions } from './replacements.ts';
import { runReplacements } from './run-replacements.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

const models = { own: linearModel(), marked: linearModel({ bias: [0, 1, 0] }) };
const artifacts = { own: { path: 'own', bytes: models.own }, marked: { path: 'marked', bytes: models.marked } };
const artifact = {
  path: '${model.dir}/policy.onnx',
  replaced: 'by-rename',
  loaded: 'by-itself',
  within: 30_000,
} as const;
const impatient = { ...artifact, within: 100 };
const route = { reload: { method: 'POST', path: '/reload' } } as const;
let folders = 0;

interface Changes extends Partial<Pick<Tools, 'command' | 'reload'>> {
  readonly looks?: () => boolean;
  readonly decide?: (phase: string, serving: Answerer) => void;
  readonly signal?: AbortSignal;
}

/** Carries a plan out on a real server that answers by what stands in a file. */
async function carriedOut(plan: readonly Intervention[], { looks, decide, signal, ...tools }: Changes = {}) {
  folders += 1;
  const model = await modelDirectory(join(bench.folder, `run-${folders}`), 'policy.onnx');
  await model.place(models.own);
  const server = servingFile(model.artifact, models, looks ? { looks } : {});
  const { load, recorded } = steadily(await serving(server.listener));
  const facts: Facts[] = [];
  const ended = await runReplacements({
    plan,
    load,
    tools: {
      broken: brokenArtifacts(models.own, contract.policy),
      artifacts,
      model,
      reload: async () => done,
      command: async (_, path) => void (await model.place(path === 'own' ? models.own : models.marked)),
      ...tools,
    },
    record: (fact) => void facts.push(fact),
    decide: async (phase) => decide?.(phase, server.serving()),
    clock,
    signal: signal ?? new AbortController().signal,
  }).catch((error: unknown) => error);
  await load[Symbol.asyncDispose]();
  const interventions = facts.filter((fact): fact is InterventionFacts => fact.kind === 'intervention');
  return { interventions, recorded, ended, inPlace: new Uint8Array(await readFile(model.artifact)) };
}

test('the whole plan is carried out, each as it predicts, and the own artifact is in place in the end', async () => {
  const plan = replacements(artifact, route, brokenKinds);
  const { interventions, recorded, ended, inPlace } = await carriedOut(plan);
  expect(interventions.map(({ name }) => name)).toEqual(plan.map(({ name }) => name));
  for (const { name, startedAt, doneAt, settledAt, problem } of interventions) {
    expect({ name, problem }).toEqual({ name, problem: null });
    expect(doneAt).toBeGreaterThanOrEqual(startedAt);
    expect(settledAt, name).toBeGreaterThanOrEqual(doneAt);
  }
  expect(ended).toBe(true);
  expect(inPlace).toEqual(models.own);
  expect(recorded.every(({ outcome }) => outcome.kind === 'reply')).toBe(true);
}, 60_000);

test('before the next, every row is answered by what is held', async () => {
  const { interventions, recorded } = await carriedOut(replacements(artifact, {}, brokenKinds).slice(0, 2));
  const [there, back] = interventions;
  const held = recorded.filter(({ sentAt }) => sentAt >= there!.settledAt! && sentAt < back!.startedAt);
  expect(new Set(held.map(({ id }) => (id - 1) % 3)).size).toBe(3);
});

test('decisions are made when the change has taken effect', async () => {
  const decisions: unknown[] = [];
  await carriedOut(swapForDecisions(artifact), { decide: (...told) => decisions.push(told) });
  expect(decisions).toEqual([
    ['swapped', 'marked'],
    ['returned', 'own'],
  ]);
});

test('an artifact that is not picked up in its time ends it, and is recorded so', async () => {
  const plan = replacements(impatient, route, brokenKinds);
  const { interventions, ended } = await carriedOut(plan, { looks: () => false });
  expect(ended).toBe(false);
  expect(interventions).toEqual([expect.objectContaining({ name: plan[0]!.name, settledAt: null, problem: null })]);
});

test('a reload that fails ends it with its reason', async () => {
  const plan = replacements({ ...impatient, loaded: 'on-reload' }, route, brokenKinds);
  const { interventions } = await carriedOut(plan, { reload: async () => ({ kind: 'failed', problem: 'status 500' }) });
  expect(interventions).toEqual([expect.objectContaining({ settledAt: null, problem: 'status 500' })]);
});

test('a reload that is only accepted is recorded so', async () => {
  const plan = replacements({ ...artifact, loaded: 'on-reload' }, route, brokenKinds).slice(0, 2);
  const { interventions } = await carriedOut(plan, { reload: async () => ({ kind: 'accepted' }) });
  expect(interventions.map(({ accepted, settledAt }) => [accepted, settledAt !== null])).toEqual([
    [true, true],
    [true, true],
  ]);
});

test('one that is broken and changes what is answered does not end it', async () => {
  const broken: Intervention = { name: 'b', about: 'broken', predicts: 'own', within: 100, deeds: [] };
  const [marked, own] = swapForDecisions(artifact);
  const spoilt = { ...broken, deeds: marked!.deeds };
  const { interventions } = await carriedOut([spoilt, own!]);
  expect(interventions.map(({ settledAt }) => settledAt !== null)).toEqual([false, true]);
});

test('that ends with the marked policy in place does not leave all as it was', async () => {
  const { ended, inPlace } = await carriedOut(swapForDecisions(artifact).slice(0, 1));
  expect(ended).toBe(false);
  expect(inPlace).toEqual(models.marked);
});

const file = (within: number): InterventionFile => {
  return { name: 'roll out', run: ['a'], undo: ['b'], env: {}, predicts: 'marked', within };
};

test('a command is carried out, and taken back', async () => {
  const { interventions, inPlace } = await carriedOut(ownCommands([file(30_000)]));
  expect(interventions.map(({ name, settledAt }) => [name, settledAt !== null])).toEqual([
    ['roll out', true],
    ['roll out, taken back', true],
  ]);
  expect(inPlace).toEqual(models.own);
});

test('a command that fails is taken back, and nothing follows', async () => {
  const steps: string[] = [];
  const plan = [...ownCommands([file(30_000)]), ...swapForDecisions(artifact)];
  const { interventions } = await carriedOut(plan, {
    command: async (step) => {
      steps.push(step);
      return step === 'run' ? 'it ended with exit code 1' : undefined;
    },
  });
  expect(steps).toEqual(['run', 'undo']);
  expect(interventions.map(({ name, problem }) => [name, problem])).toEqual([
    ['roll out', 'it ended with exit code 1'],
    ['roll out, taken back', null],
  ]);
});

test('what a command did is taken back when the run is interrupted', async () => {
  const over = new AbortController();
  const { ended, inPlace } = await carriedOut(ownCommands([file(30_000)]), {
    signal: over.signal,
    decide: () => over.abort(new Error('interrupted')),
  });
  expect(ended).toEqual(new Error('interrupted'));
  expect(inPlace).toEqual(models.own);
});
