import type { Answerer, ArtifactFacts } from '../history/run-event.ts';
import type { CheckContext } from './check.ts';
import { isOneOf } from './stated-digest.ts';
import type { GivenBy } from './swap-timeline.ts';

const shownDigest = 24;

/** What is shown of a version. */
export function shortened(version: string): string {
  return version.slice(0, shownDigest);
}

/** Of a run in which both policies answer. */
export function statedVersions({ contract, history }: Pick<CheckContext, 'contract' | 'history'>): StatedVersions {
  return new StatedVersions(contract.policy, {
    own: [...history.facts('artifact')][0],
    marked: [...history.facts('marked')][0],
  });
}

/** Which version is stated with the answers of which policy. That of the own one is known; the marked one has another. */
class StatedVersions {
  readonly #stated = new Map<Answerer, readonly string[]>();

  constructor(
    { version, sha256 }: { readonly version?: string | undefined; readonly sha256: string },
    { own, marked }: { readonly [Name in Answerer]: Partial<Pick<ArtifactFacts, 'sha256' | 'served'>> | undefined },
  ) {
    if (version !== undefined) this.#stated.set('own', [version]);
    else this.#stated.set('own', digestsOf({ ...own, sha256 }));
    if (version === undefined && marked?.sha256 !== undefined) this.#stated.set('marked', digestsOf(marked));
  }

  /** @returns what should be stated; undefined where what is stated is right, or nothing is */
  otherThanBefore(by: GivenBy, stated: string | undefined): string | undefined {
    if (stated === undefined || (by !== 'own' && by !== 'marked')) return undefined;
    const expected = this.#stated.get(by);
    if (expected === undefined) {
      if (this.#stated.get('own')?.includes(stated)) return `another version than ${stated}`;
      this.#stated.set(by, [stated]);
      return undefined;
    }
    return expected.includes(stated) || isOneOf(expected, stated) ? undefined : expected[0];
  }
}

/** A version is stated by the digest of the artifact, or of the form that is served. */
function digestsOf({ sha256, served }: Partial<Pick<ArtifactFacts, 'sha256' | 'served'>>): string[] {
  return [served?.sha256, sha256].filter((digest) => digest !== undefined);
}
