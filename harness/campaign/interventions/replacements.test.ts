import { describe, expect, test } from 'vitest';
import { type InterventionFile, stackSchema } from '../../contract/stack-file.ts';
import { brokenKinds } from '../../oracle/broken-artifacts.ts';
import type { Intervention } from './intervention.ts';
import { ownCommands, replacements, swapForDecisions } from './replacements.ts';

const artifact = {
  path: '${model.dir}/policy.onnx',
  replaced: 'by-rename',
  loaded: 'by-itself',
  within: 5_000,
} as const;
const onReload = { ...artifact, loaded: 'on-reload' } as const;
const reload = { reload: { method: 'POST', path: '/reload' } } as const;

const kinds = ({ deeds }: Intervention) => deeds.map(({ kind }) => kind);
const predictions = (plan: readonly Intervention[]) => plan.map(({ predicts }) => predicts);

describe.each([
  ['an endpoint that looks by itself, with a route', replacements(artifact, reload, brokenKinds)],
  ['one without a route', replacements(artifact, {}, brokenKinds)],
  ['one that must be told', replacements(onReload, reload, brokenKinds)],
  ['an application', swapForDecisions(artifact)],
])('the plan for %s', (_, plan) => {
  test('begins with the own policy, and ends with it', () => {
    expect(plan[0]?.predicts).toBe('marked');
    expect(plan.at(-1)?.predicts).toBe('own');
  });

  test('predicts what was put in place, and gives it the time of the stack file', () => {
    for (const { about, predicts, deeds, within } of plan) {
      expect(within).toBe(artifact.within);
      const [deed] = deeds;
      if (about !== 'broken') expect(deed).toMatchObject({ kind: 'place', content: predicts });
    }
  });

  test('puts the own policy back after whatever is broken', () => {
    plan.forEach(({ about }, index) => {
      if (about === 'broken') expect(plan[index + 1]).toMatchObject({ about: 'replacement', predicts: 'own' });
    });
  });
});

test('every broken artifact is put in place once, while the own policy answers, which is to go on', () => {
  const plan = replacements(artifact, {}, brokenKinds);
  const broken = plan.filter(({ about, predicts }) => about === 'broken' && predicts === 'own');
  expect(broken.map(({ deeds: [deed] }) => (deed?.kind === 'place' ? deed.content : undefined))).toEqual([
    ...brokenKinds,
  ]);
  for (const each of broken) expect(plan[plan.indexOf(each) - 1]?.predicts).toBe('own');
});

test('artifacts are swapped fifty times in a row, to and fro', () => {
  const swaps = replacements(artifact, reload, brokenKinds).slice(-50);
  expect(swaps.map(({ name }) => name)).toEqual(swaps.map((_, index) => `swap ${index + 1} of 50 in a row`));
  expect(predictions(swaps)).toEqual(swaps.map((_, index) => (index % 2 === 0 ? 'marked' : 'own')));
});

test('one is older by its time, and one is written slowly', () => {
  const deeds = replacements(artifact, reload, brokenKinds).flatMap((each) => each.deeds);
  expect(deeds).toContainEqual({ kind: 'place', content: 'marked', how: 'with an older time' });
  expect(deeds).toContainEqual({ kind: 'write slowly', content: 'marked' });
});

test('a reload is forced where there is a route, and follows every change where the endpoint must be told', () => {
  expect(replacements(artifact, {}, brokenKinds).flatMap(kinds)).not.toContain('reload');
  const forced = replacements(artifact, reload, brokenKinds).filter((each) => kinds(each).includes('reload'));
  expect(forced.map(({ about }) => about)).toEqual(['reload', 'reload']);
  expect(predictions(forced)).toEqual(['marked', 'own']);
  for (const each of replacements(onReload, reload, brokenKinds)) expect(kinds(each).at(-1)).toBe('reload');
});

test('an endpoint may refuse to load what is broken, and nothing else', () => {
  for (const { about, predicts, deeds } of replacements(onReload, reload, brokenKinds)) {
    expect(deeds.at(-1)).toEqual({ kind: 'reload', refusable: about === 'broken' && predicts === 'own' });
  }
});

test('an application is to follow there and back', () => {
  expect(swapForDecisions(artifact).map(({ held }) => held)).toEqual(['swapped', 'returned']);
});

describe('commands of the stack file', () => {
  const file = (predicts: InterventionFile['predicts']): InterventionFile => ({
    name: 'roll out',
    run: ['deploy', '${artifact}'],
    undo: ['rollback'],
    env: {},
    predicts,
    within: 7_000,
  });

  test('that serve the marked policy are taken back, and the application is to follow', () => {
    const marked = file('marked');
    expect(ownCommands([marked])).toEqual([
      {
        name: 'roll out',
        about: 'command',
        predicts: 'marked',
        within: 7_000,
        deeds: [{ kind: 'command', file: marked, step: 'run', artifact: 'marked' }],
        held: 'swapped',
        undo: {
          name: 'roll out, taken back',
          about: 'command',
          predicts: 'own',
          within: 7_000,
          deeds: [{ kind: 'command', file: marked, step: 'undo', artifact: 'own' }],
          held: 'returned',
        },
      },
    ]);
  });

  test('that change nothing are taken back as well', () => {
    const [restart] = ownCommands([file('own')]);
    expect(restart).toMatchObject({ predicts: 'own', undo: { predicts: 'own' } });
    expect(restart?.held).toBeUndefined();
  });

  test('that take the model away are for others', () => {
    expect(ownCommands([file('nothing')])).toEqual([]);
  });
});

test('the plan is for an artifact as the stack file has it', () => {
  const { endpoint } = stackSchema.parse({
    stack: 's',
    endpoint: {
      start: { process: ['node'] },
      protocol: 'json',
      routes: { predict: 'POST /predict', ready: 'GET /ready' },
      artifact: { path: artifact.path, within: '5s' },
    },
  });
  expect(endpoint.artifact).toEqual(artifact);
});
