import type { InterventionFacts } from '../history/run-event.ts';

/** Whether a command of the stack file failed: that says nothing about the stack, for or against. */
export function couldNotBeDone({ about, problem }: InterventionFacts): boolean {
  return about === 'command' && problem !== null;
}

/** `"roll out" could not be carried out: it ended with exit code 1`. */
export function failureInWords({ name, problem }: Pick<InterventionFacts, 'name' | 'problem'>): string {
  return `"${name}" could not be carried out: ${problem}`;
}
