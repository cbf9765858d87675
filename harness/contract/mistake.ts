/** Counted from one, columns in UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong, and what would be right, wherever it stands. */
export interface Complaint {
  readonly problem: string;
  /** What would be right there, such as `a number above 0`. */
  readonly expected?: string | undefined;
  /** The valid word that is nearest to the one that stands there. */
  readonly nearest?: string | undefined;
}

/** One mistake in a contract or a stack file. */
export interface Mistake extends Complaint, Position {
  /** As the caller named it. */
  readonly file: string;
}

/** `file:line:column: problem; expected …; did you mean "…"?` */
export function describeMistake({ file, line, column, problem, expected, nearest }: Mistake): string {
  const parts = [`${file}:${line}:${column}: ${problem}`];
  if (expected !== undefined) parts.push(`expected ${expected}`);
  if (nearest !== undefined) parts.push(`did you mean "${nearest}"?`);
  return parts.join('; ');
}

/** In the order in which a reader meets them. */
export function sortedMistakes(mistakes: readonly Mistake[]): Mistake[] {
  return mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
