import type { Contract } from '../contract/contract.ts';

/** What of a contract a protocol must know. */
export type SpokenContract = Pick<Contract, 'features' | 'actions' | 'reply'> & {
  readonly policy: Pick<Contract['policy'], 'inputs' | 'mask'> & {
    readonly output: Pick<Contract['policy']['output'], 'name' | 'axes' | 'dtype'>;
  };
};
