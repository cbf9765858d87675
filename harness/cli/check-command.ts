import { type ExitCode, exitCodes } from '../assay-error.ts';
import { checkFile } from '../contract/check-file.ts';
import { describeMistake } from '../contract/mistake.ts';

/** `assay check`: what each file is, or every mistake in it. */
export function checkCommand(files: readonly string[]): ExitCode {
  let mistakes = 0;
  for (const file of files) {
    const checked = checkFile(file);
    if (checked.kind === 'sound') {
      console.log([`${file}: a sound ${checked.is}`, ...checked.summary.map((line) => `  ${line}`)].join('\n'));
      continue;
    }
    mistakes += checked.mistakes.length;
    for (const mistake of checked.mistakes) console.error(describeMistake(mistake));
  }
  if (mistakes === 0) return exitCodes.proven;
  console.error(`${mistakes} ${mistakes === 1 ? 'mistake' : 'mistakes'}`);
  return exitCodes.usage;
}
