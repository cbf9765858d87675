import { styleText } from 'node:util';
import { plainText } from './plain-text.ts';
import { columnsOf, wrapped } from './wrapping.ts';

/** What a colour says. Nothing is said by colour alone. */
export type Tone = 'good' | 'bad' | 'open' | 'quiet' | 'strong';

/** One thing to say. Where it takes several lines, they stand under the beginning of the text. */
export interface Line {
  /** A mark or a label before the text, a few columns wide. */
  readonly lead: string;
  readonly text: string;
  readonly leadTone?: Tone;
  readonly textTone?: Tone;
}

export const emptyLine: Line = { lead: '', text: '' };

const labelColumns = 12;

/** A line whose lead is a word; the texts of such lines stand under each other. */
export function labelled(label: string, text: string, tones: Pick<Line, 'leadTone' | 'textTone'> = {}): Line {
  return { lead: label.padEnd(labelColumns), text, leadTone: 'quiet', ...tones };
}

const styles = { good: 'green', bad: 'red', open: 'yellow', quiet: 'dim', strong: 'bold' } as const;

/** Lines as a terminal shows them. The only way from a document to a terminal: here, all text becomes plain. */
export function printed(lines: readonly Line[], { width, colour }: { width: number; colour: boolean }): string[] {
  return lines.flatMap(({ lead, text, leadTone, textTone }) => {
    const label = plainText(lead);
    const indent = columnsOf(label);
    return wrapped(plainText(text), width - indent).map((part, index) =>
      colour
        ? `${painted(index === 0 ? label : ' '.repeat(indent), leadTone)}${painted(part, textTone)}`
        : `${index === 0 ? label : ' '.repeat(indent)}${part}`.trimEnd(),
    );
  });
}

export function painted(plain: string, tone: Tone | undefined): string {
  return tone === undefined || plain === '' ? plain : styleText(styles[tone], plain, { validateStream: false });
}
