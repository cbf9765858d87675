import type { EndpointFile } from '../contract/stack-file.ts';
import { isCut } from '../history/cut-line.ts';

/** What a stack that could not load its model writes, whatever it is written in. */
const knownTrouble = [
  /\bModuleNotFoundError\b/,
  /\bImportError\b/,
  /\bFileNotFoundError\b/,
  /\bUnpicklingError\b/,
  // Back to a heuristic, not to another processor: "falling back to CPUExecutionProvider" is what healthy servers say.
  /\b(fell|falling) back\b(?! to (the )?(CPU|\w*ExecutionProvider|eager))/i,
  /\busing (the )?(fallback|heuristic)\b/i,
  /\b(failed|unable|could not|cannot) (to )?load\b[^.]*\b(model|policy|artifact|checkpoint)\b/i,
];

/** Reads a log for lines of trouble: those that are known whatever the stack, and those that its file names. */
export class ToldTrouble {
  readonly #trouble: readonly RegExp[];
  readonly #harmless: ReadonlyMap<RegExp, { lines: number }>;
  #cut = 0;

  constructor({ trouble, harmless }: Pick<EndpointFile['logs'], 'trouble' | 'harmless'>) {
    this.#trouble = [...knownTrouble, ...trouble.map((pattern) => new RegExp(pattern))];
    this.#harmless = new Map(harmless.map((pattern) => [new RegExp(pattern), { lines: 0 }]));
  }

  /** Which pattern of trouble a line has; undefined where it has none, or one that the stack file says is harmless. */
  in(text: string): string | undefined {
    const pattern = this.#trouble.find((known) => known.test(text));
    const isPartUnread = isCut(text);
    if (!pattern && !isPartUnread) return undefined;
    for (const [harmless, count] of this.#harmless) {
      if (!harmless.test(text)) continue;
      count.lines += 1;
      return undefined;
    }
    if (isPartUnread) this.#cut += 1;
    return pattern?.source;
  }

  /** Why no trouble that was found does not mean that there is none. */
  unread(): string | undefined {
    if (this.#cut === 0) return undefined;
    return `${this.#cut} lines are too long to be kept, and how they end is not known (logs.harmless passes them over)`;
  }

  /** What was passed over, for the report: whoever reads it did not write the stack file. */
  notes(): string[] {
    return [...this.#harmless].flatMap(([{ source }, { lines }]) =>
      lines === 0 ? [] : [`${lines} lines are harmless by the stack file: ${source}`],
    );
  }
}
