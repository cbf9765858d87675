import type { EndpointFile, InterventionFile } from '../../contract/stack-file.ts';
import type { Answerer } from '../../history/run-event.ts';
import type { BrokenKind } from '../../oracle/broken-artifacts.ts';
import type { Deed, Intervention } from './intervention.ts';

const swapsInARow = 50;

type Artifact = NonNullable<EndpointFile['artifact']>;

/**
 * What is done to an endpoint whose artifact Assay can replace. Begins and ends with the own policy in place, as all plans.
 *
 * @param broken - what there is that is no whole artifact of the contract
 */
export function replacements(
  artifact: Artifact,
  { reload }: Pick<EndpointFile['routes'], 'reload'>,
  broken: Iterable<BrokenKind>,
): Intervention[] {
  const { within } = artifact;
  const swap = swapper(artifact);
  const back = swap('own');
  return [
    { ...swap('marked'), held: 'answers' },
    { ...swap('own'), held: 'answers' },
    swap('marked', 'the marked artifact takes its place, and is older by its time', 'with an older time'),
    back,
    ...[...broken].flatMap((content): Intervention[] => [
      {
        name: `${content} takes its place`,
        about: 'broken',
        predicts: 'own',
        within,
        deeds: [{ kind: 'place', content, how: 'by rename' }, ...told(artifact, true)],
      },
      back,
    ]),
    {
      name: 'the marked artifact is written slowly',
      about: 'broken',
      predicts: 'marked',
      within,
      deeds: [{ kind: 'write slowly', content: 'marked' }, ...told(artifact)],
    },
    back,
    ...(reload || artifact.reload ? reloads(within) : []),
    ...Array.from({ length: swapsInARow }, (_, index) => ({
      ...swap(index % 2 === 0 ? 'marked' : 'own', `swap ${index + 1} of ${swapsInARow} in a row`),
      inARow: true,
    })),
  ];
}

/** Another artifact takes its place, so that the application can be seen to follow. */
export function swapForDecisions(artifact: Artifact): Intervention[] {
  const swap = swapper(artifact);
  return [
    { ...swap('marked'), held: 'swapped' },
    { ...swap('own'), held: 'returned' },
  ];
}

function swapper(artifact: Artifact) {
  return (
    content: Answerer,
    name = content === 'own' ? 'the own artifact is put back' : 'the marked artifact takes the place of the own',
    how: 'by rename' | 'with an older time' = 'by rename',
  ): Intervention => ({
    name,
    about: 'replacement',
    predicts: content,
    within: artifact.within,
    deeds: [{ kind: 'place', content, how }, ...told(artifact)],
  });
}

/** Where the endpoint does not look by itself, it is told. */
export function told({ loaded }: Pick<Artifact, 'loaded'>, refusable = false): Deed[] {
  return loaded === 'on-reload' ? [{ kind: 'reload', refusable }] : [];
}

/** After the reply to a forced reload, nothing may answer but what was in place when it was forced. */
function reloads(within: number): Intervention[] {
  return (['marked', 'own'] as const).map((content) => ({
    name: `a reload is forced as soon as the ${content} artifact is written over the other`,
    about: 'reload',
    predicts: content,
    within,
    deeds: [
      { kind: 'place', content, how: 'over the same file' },
      { kind: 'reload', refusable: false },
    ],
  }));
}

/** What the stack file says is done, and taken back; what takes the model away is left to others. */
export function ownCommands(files: readonly InterventionFile[]): Intervention[] {
  return files.flatMap((file): Intervention[] => {
    const { name, predicts, within } = file;
    if (predicts === 'nothing') return [];
    const run: Deed = { kind: 'command', file, step: 'run', artifact: predicts };
    const undo: Deed = { kind: 'command', file, step: 'undo', artifact: 'own' };
    const about = 'command';
    const swaps = predicts === 'marked';
    return [
      {
        ...{ name, about, predicts, within, deeds: [run], ...(swaps ? { held: 'swapped' } : {}) },
        undo: {
          ...{ name: `${name}, taken back`, about, predicts: 'own', within, deeds: [undo] },
          ...(swaps ? { held: 'returned' } : {}),
        },
      },
    ];
  });
}
