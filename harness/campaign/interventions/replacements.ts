import type { EndpointFile, InterventionFile } from '../../contract/stack-file.ts';
import type { Answerer } from '../../history/run-event.ts';
import { brokenKinds } from '../../oracle/broken-artifacts.ts';
import type { Deed, Intervention } from './intervention.ts';

const swapsInARow = 50;

type Artifact = NonNullable<EndpointFile['artifact']>;

/** What is done to an endpoint whose artifact Assay can replace. Begins and ends with the own policy in place. */
export function replacements(
  { loaded, within }: Artifact,
  routes: Pick<EndpointFile['routes'], 'reload'>,
): Intervention[] {
  const told: Deed[] = loaded === 'on-reload' ? [{ kind: 'reload', refusable: false }] : [];
  const renamed = (content: Answerer): Deed => ({ kind: 'place', content, how: 'by rename' });
  const replaced = (name: string, predicts: Answerer, deed: Deed = renamed(predicts)): Intervention => ({
    name,
    about: 'replacement',
    predicts,
    within,
    deeds: [deed, ...told],
  });
  const back = replaced('the own artifact is put back', 'own');
  return [
    { ...replaced('the marked artifact takes the place of the own', 'marked'), decisions: 'swapped' },
    { ...back, decisions: 'returned' },
    replaced('the marked artifact takes its place, and is older by its time', 'marked', {
      kind: 'place',
      content: 'marked',
      how: 'with an older time',
    }),
    back,
    ...brokenKinds.flatMap((content): Intervention[] => [
      {
        name: `${content} takes its place`,
        about: 'broken',
        predicts: 'own',
        within,
        deeds: [
          { kind: 'place', content, how: 'by rename' },
          ...(routes.reload ? told.map((): Deed => ({ kind: 'reload', refusable: true })) : []),
        ],
      },
      back,
    ]),
    {
      name: 'the marked artifact is written slowly',
      about: 'broken',
      predicts: 'marked',
      within,
      deeds: [{ kind: 'write slowly', content: 'marked' }, ...told],
    },
    back,
    ...(routes.reload ? reloads(within) : []),
    ...Array.from({ length: swapsInARow }, (_, index) =>
      replaced(`swap ${index + 1} of ${swapsInARow} in a row`, index % 2 === 0 ? 'marked' : 'own'),
    ),
  ];
}

/** After the reply to a forced reload, nothing may answer but what was in place when it was forced. */
function reloads(within: number): Intervention[] {
  return (['marked', 'own'] as const).map((content) => ({
    name: `a reload is forced as soon as the ${content} artifact is in place`,
    about: 'reload',
    predicts: content,
    within,
    deeds: [
      { kind: 'place', content, how: 'by rename' },
      { kind: 'reload', refusable: false },
    ],
  }));
}

/** What the stack file says is done, and taken back; what takes the model away is left to others. */
export function ownCommands(files: readonly InterventionFile[]): Intervention[] {
  return files.flatMap((file): Intervention[] => {
    const { name, run, undo, predicts, within } = file;
    if (predicts === 'nothing') return [];
    const command = (
      words: readonly string[],
      artifact: Answerer,
    ): Pick<Intervention, 'about' | 'predicts' | 'within' | 'deeds'> => ({
      about: 'command',
      predicts: artifact,
      within,
      deeds: [{ kind: 'command', file, words, artifact }],
    });
    const swaps = predicts === 'marked';
    return [
      { name, ...command(run, predicts), ...(swaps ? { decisions: 'swapped' } : {}) },
      { name: `${name}, taken back`, ...command(undo, 'own'), ...(swaps ? { decisions: 'returned' } : {}) },
    ];
  });
}
