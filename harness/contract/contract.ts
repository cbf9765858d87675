import type { z } from 'zod';
import { contractRules } from './contract-rules.ts';
import { contractShape } from './contract-shape.ts';
import { withRules } from './rules.ts';

/** The shape of a contract, and what must hold between its parts. */
export const contractSchema = withRules(contractShape, contractRules);

/** What a served policy owes. It names no host. */
export type Contract = z.output<typeof contractSchema>;
export type Feature = Contract['features'][number];
export type Tolerance = Contract['policy']['tolerance'];
export type ReplyPlaces = Contract['reply'];
export type Waiver = Contract['waivers'][number];
