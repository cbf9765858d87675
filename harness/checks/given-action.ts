import type { Decision } from './decision.ts';

/** The action that the application had to act on; undefined where it got none, where its last answer is none, or actions differ. */
export function givenAction({ given }: Pick<Decision, 'given'>): number | undefined {
  const last = given.at(-1);
  if (last?.kind !== 'action') return undefined;
  return given.every((answer) => answer.kind !== 'action' || answer.action === last.action) ? last.action : undefined;
}

/** The tail mean that came with what it had to act on; undefined where none did. */
export function givenEstimate({ given }: Pick<Decision, 'given'>): number | undefined {
  const last = given.at(-1);
  return last?.kind === 'action' ? last.estimate : undefined;
}

/** How often the endpoint was asked, and what it gave, in a few words. */
export function givenInWords({ given }: Pick<Decision, 'given'>): string {
  if (given.length === 0) return 'the endpoint was not asked';
  return given.map((answer) => (answer.kind === 'action' ? `action ${answer.action}` : answer.text)).join(', then ');
}
