import { interventionPlaceholders } from './placeholder.ts';
import { complaint, mentions, referencesAreKnown, type SoundStack } from './stack-complaint.ts';

/** What is done must be told apart from what takes it back, and from whatever else is done. */
export function* interventionRules(interventions: NonNullable<SoundStack['interventions']>) {
  const names = new Set<string>();
  for (const [index, intervention] of interventions.entries()) {
    const { name, run, undo, env, predicts } = intervention ?? {};
    const at = ['interventions', index];
    for (const [key, value] of Object.entries({ run, undo, env })) {
      yield* referencesAreKnown(value, [...at, key], interventionPlaceholders);
    }
    if (name !== undefined && names.has(name)) {
      yield complaint([...at, 'name'], `there is another intervention "${name}": findings could not tell them apart`);
    }
    if (name !== undefined) names.add(name);
    const isSame = run !== undefined && undo !== undefined && JSON.stringify(run) === JSON.stringify(undo);
    const saysWhich = mentions([run, env], 'artifact');
    if (isSame && (predicts === 'nothing' || (predicts === 'marked' && !saysWhich))) {
      const problem = 'the command that takes it back is the one that does it';
      const which = predicts === 'marked' ? 'another command, or ${artifact} in it' : 'another command';
      yield complaint([...at, 'undo'], problem, which);
    }
  }
}
