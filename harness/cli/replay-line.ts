import { relative } from 'node:path';

/** The line that sends the first failing call again, as the caller would have to type it here. */
export function replayLine(evidence: string, clause: string): string {
  const assay = process.env.npm_lifecycle_event === undefined ? 'npx assay' : 'npm run assay --';
  const near = relative(process.cwd(), evidence) || '.';
  return `${assay} replay ${quoted(near.startsWith('..') ? evidence : near)} ${clause}`;
}

/** As one word of a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
