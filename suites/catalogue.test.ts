import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clauseGroups, clauseIds, groupOf } from '../harness/contract/clauses.ts';
import { type Phase, phases, servedPhases } from '../harness/history/phase.ts';
import { definitionOfDone } from './definition-of-done.ts';

const folder = new URL('../harness/checks/', import.meta.url);
const clauses = definitionOfDone.flatMap(({ group, clauses }) => clauses.map((clause) => ({ group, ...clause })));

/** In the order of the catalogue. */
const sorted = <Name>(names: readonly Name[], catalogue: readonly Name[]) =>
  names.toSorted((one, other) => catalogue.indexOf(one) - catalogue.indexOf(other));

describe('the suites', () => {
  test('are one a group, in the order of the catalogue', () => {
    const groups = definitionOfDone.map(({ group }) => group);
    expect(groups).toEqual(sorted([...new Set(groups)], clauseGroups));
  });

  test('hold every clause once, in the order of the catalogue', () => {
    const ids = clauses.map(({ id }) => id);
    expect(ids).toEqual(sorted([...new Set(ids)], clauseIds));
  });

  test('use every check that there is', () => {
    const used = new Set(clauses.flatMap(({ checks, decisions = [] }) => [...checks, ...decisions]));
    const files = readdirSync(folder).filter((name) => isCheck(name));
    expect(files.length).toBe(used.size);
    const imported = readdirSync(new URL('.', import.meta.url))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .flatMap((name) => [
        ...readFileSync(new URL(name, import.meta.url), 'utf8').matchAll(/harness\/checks\/([\w-]+\.ts)/g),
      ])
      .map(([, name]) => name);
    expect(files.filter((name) => !imported.includes(name))).toEqual([]);
  });
});

const makers = ['kinds-of-check.ts', 'decision-check.ts', 'refused-wrong-answers.ts'];

/** A file that makes a check, by the ways in which one is made. */
function isCheck(name: string): boolean {
  if (!name.endsWith('.ts') || name.endsWith('.test.ts') || makers.includes(name)) return false;
  return /= (eachExchange|recordedFacts|eachDecision|everyDecision|refusedWrongAnswers)\(/.test(
    readFileSync(new URL(name, folder), 'utf8'),
  );
}

/**
 * Phases that a check looks at where they were sent, beyond what its clause needs: it proves less without them, but
 * nothing wrong.
 */
const tolerated: Readonly<Record<string, readonly Phase[]>> = { 'LOAD-3': ['nominal', 'bulk'] };

describe.each(clauses)('$id', ({ id, group, sentence, needs, checks, decisions = [] }) => {
  test('is a clause of its group, and says what it promises', () => {
    expect(groupOf(id)).toBe(group);
    expect(sentence).toMatch(/^\S.{8,}\S$/);
    expect(sentence).not.toMatch(/\.$/);
  });

  test('is proven by checks of its own, each once', () => {
    const all = [...checks, ...decisions];
    expect(all.length).toBeGreaterThan(0);
    expect(all.map((check) => check.clause)).toEqual(all.map(() => id));
    expect(new Set(all).size).toBe(all.length);
  });

  test('needs phases that there are, each once, in the order in which they are sent', () => {
    expect(needs).toEqual(sorted([...new Set(needs)], Object.keys(phases)));
  });

  test('has sent what its checks look at', () => {
    for (const check of checks) {
      // Whoever looks at all that is served looks at what the others have sent as well.
      if (check.phases === servedPhases)
        expect(needs.some((phase) => servedPhases.some((served) => served === phase))).toBe(true);
      else expect([...needs, ...(tolerated[id] ?? [])]).toEqual(expect.arrayContaining([...check.phases]));
    }
  });
});
