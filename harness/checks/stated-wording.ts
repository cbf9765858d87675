import type { Contract } from '../contract/contract.ts';
import type { Stated } from './decision.ts';
import { actionInWords } from './wording.ts';

/** What the application replied, in words that follow "expected" or "seen". */
export function statedInWords(contract: Contract, stated: Stated): string {
  switch (stated.kind) {
    case 'decided':
      return actionInWords(contract, stated.action);
    case 'refused':
      return `a refusal: ${stated.text}`;
    case 'unclear':
      return `neither an action nor a refusal: ${stated.text}`;
    case 'silent':
      return `no reply: ${stated.text}`;
    case 'unasked':
      return 'nothing';
  }
}
