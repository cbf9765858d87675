import { z } from 'zod';
import { clauseGroups, clauseIds } from './clauses.ts';
import { duration, place, pointer } from './units.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'a name in kebab-case');
const file = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest: 64 hexadecimal digits');
const clauseOrGroup = z.enum([...clauseGroups, ...clauseIds]);

const feature = z.strictObject({
  name: z.string().min(1).describe('Its name, which occurs once.'),
  input: z
    .string()
    .min(1)
    .optional()
    .describe('The input that it belongs to, where there are several; without it, the first.'),
  kind: z
    .enum(['real', 'integer', 'categorical', 'flag'])
    .default('real')
    .describe('real: any value within its range. integer: whole ones. categorical: one of codes. flag: 0 or 1.'),
  minimum: z.float32().optional().describe('Least value that training saw; observations are drawn from here on.'),
  maximum: z.float32().optional().describe('Greatest value that training saw.'),
  codes: z.array(z.float32()).optional().describe('The values that a categorical feature may have.'),
  unit: z.string().optional().describe('What it counts, such as dollars or seconds. For people only.'),
});

const tensorName = z.string().min(1).describe('Its name within the artifact.');
const tensorShape = z
  .tuple([z.literal('batch')], z.int().positive())
  .describe('batch, then the sizes of the other axes.');

const input = z.strictObject({
  name: tensorName,
  shape: tensorShape,
  dtype: z.enum(['float32', 'float64', 'int32', 'int64', 'bool']).default('float32').describe('Type of its values.'),
});

const output = z.strictObject({
  name: tensorName,
  shape: tensorShape,
  dtype: z.literal('float32').default('float32').describe('Type of its values.'),
  decode: z
    .enum(['argmax', 'mean-argmax', 'value'])
    .default('argmax')
    .describe(
      'How its values become an action. argmax: the best of one score an action. mean-argmax: the action whose ' +
        'quantiles have the best mean. value: they are the action.',
    ),
});

/** How an endpoint draws its actions where it does not answer the best one. */
const sampling = z.union([
  z.literal('softmax'),
  z.strictObject({
    mean: z.string().min(1).describe('The output that gives the means, before squashing.'),
    logDeviation: z.string().min(1).describe('The output that gives the logarithms of the standard deviations.'),
    squash: z
      .enum(['tanh', 'clip'])
      .describe('How a draw becomes an action: tanh, scaled to the box, or cut off at its bounds.'),
  }),
]);

const policy = z.strictObject({
  artifact: file.describe("The trained model, an ONNX file. Relative to this file's folder."),
  sha256: sha256.describe('Digest of the artifact, 64 hexadecimal digits. In quotes, as it may look like a number.'),
  version: z
    .string()
    .optional()
    .describe('What the endpoint calls this model; without it, a stated version must be the beginning of the digest.'),
  input: input.optional().describe('The tensor that takes the observations.'),
  inputs: z
    .array(input)
    .min(1)
    .optional()
    .describe('In place of input, where the model takes several: an observation is their values, one after the other.'),
  mask: z
    .string()
    .optional()
    .describe(
      'The input that says which actions are allowed: 1 or 0 an action. Its values are not listed as features.',
    ),
  output: output.describe('The tensor that gives the answer: scores, quantiles, or the action itself.'),
  sampling: sampling
    .optional()
    .describe(
      'Where the endpoint draws its actions: softmax over the scores, or a Gaussian. Without it, it never does.',
    ),
  golden: file.describe(
    "Inputs and outputs that the training framework computed (JSON). Relative to this file's folder.",
  ),
  tolerance: z
    .strictObject({
      relative: z.number().nonnegative().describe('Allowed difference as a share of the score of the oracle.'),
      absolute: z.number().positive().describe('Allowed difference beside that, in units of the score.'),
    })
    .describe(
      'How far two correct runtimes may differ: |a - b| <= absolute + relative * |b|; b is the score of the oracle.',
    ),
});

const order = z.record(z.string(), z.union([z.string(), z.number()]));

const box = z.strictObject({
  low: z.array(z.float32()).min(1).describe('Least value of each dimension.'),
  high: z.array(z.float32()).min(1).describe('Greatest value of each dimension.'),
});

const discretised = z.strictObject({
  thresholds: z
    .array(z.float32())
    .min(1)
    .describe('In rising order. The index of a value is the number of thresholds that it exceeds.'),
  labels: z.array(z.string().min(1)).describe('Names of the indices: one more than there are thresholds.'),
});

const actions = z.strictObject({
  discrete: z.int().min(2).optional().describe('How many actions there are; or else box.'),
  quantiles: z
    .int()
    .min(2)
    .optional()
    .describe('How many quantiles of the return the output gives for each of the actions.'),
  box: box.optional().describe('The bounds of a continuous action; or else discrete.'),
  labels: z
    .array(z.string().min(1))
    .default([])
    .describe('Names of the actions in the order of the scores, or of the dimensions of the box.'),
  discretised: discretised
    .optional()
    .describe('The discrete form of an action of one dimension, where replies state it.'),
  unreachable: z
    .array(z.string())
    .default([])
    .describe('Labels that no observation within range reaches, or tenths of the box: known, and said.'),
  orders: z
    .record(z.string(), order)
    .default({})
    .describe('What the application must order for an action, by label. A label without an order must order nothing.'),
});

/** Where a reply states what; a stack file may name other places for its own dialect. */
export const replyPlaces = z.strictObject({
  action: place.optional().describe('The action: its index, its label, or its values.'),
  scores: place.optional().describe('The scores, or quantiles, of all actions.'),
  discrete: place.optional().describe('The discrete form of a continuous action: its index, or its label.'),
  cvar: z
    .array(
      z.strictObject({
        level: z.number().gt(0).lt(1).describe('The share of the worst outcomes, such as 0.05.'),
        pointer: pointer.describe('Where it stands, as a JSON pointer.'),
      }),
    )
    .optional()
    .describe('The mean of the worst outcomes of the answered action: the tails of its quantiles.'),
  usedTrainedModel: place.optional().describe('Whether the trained model made this answer: true or false.'),
  featureCount: place.optional().describe('How many features the endpoint counted.'),
  modelVersion: place.optional().describe('Which model answered: a version, or the beginning of its digest.'),
  latency: z
    .strictObject({
      pointer: z.string().describe('Where it stands, as a JSON pointer.'),
      unit: z.enum(['us', 'ms', 's']).default('ms').describe('Its unit.'),
    })
    .optional()
    .describe('How long the endpoint says that it took.'),
});

/** How the application sizes an order by the tail of the outcomes of the action. */
const sizing = z.strictObject({
  level: z.number().gt(0).lt(1).describe('The share of the worst outcomes whose mean sizes: a level of reply.cvar.'),
  target: z.number().describe('From this tail mean on, orders have their full size: that of actions.orders.'),
  floor: z.number().describe('From here down they have the smallest; up to the target, sizes grow evenly.'),
  veto: z.number().describe('Below this, no order is placed.'),
  smallest: z.number().gt(0).lt(1).describe('The smallest size, as a share of the full one.'),
  field: z.string().min(1).describe('The field of the orders that is sized, such as shares.'),
  step: z
    .number()
    .positive()
    .optional()
    .describe('Sizes are whole multiples of this, rounded down. Without it, any number.'),
  missing: z
    .enum(['full', 'refused'])
    .default('full')
    .describe('What becomes of a reply that does not state the tail mean: an order of full size, or a refusal.'),
});

const waiver = z.strictObject({
  clause: clauseOrGroup.describe('The clause or group that is waived.'),
  reason: z.string().min(1).describe('Why; it is shown in every report.'),
  expires: z.iso.date('a date such as 2027-01-31').describe('The last day of the waiver, such as 2027-01-31 (UTC).'),
});

/** The shape of a contract file, place by place; what must hold between the places stands in `contract-rules.ts`. */
export const contractShape = z.strictObject({
  contract: name.describe('The name of this contract, in kebab-case.'),
  asks: z
    .array(clauseOrGroup)
    .min(1)
    .optional()
    .describe('The clauses or groups that must be proven. Without it, all of them.'),
  waivers: z.array(waiver).default([]).describe('Clauses that may be refuted until a day, for a reason; always shown.'),
  policy: policy.describe('The trained model that must be what answers.'),
  features: z.array(feature).min(1).describe('What an observation consists of. The order is the order of the input.'),
  actions: actions.describe('What the policy can decide.'),
  reply: replyPlaces.describe('Where a reply of the endpoint states what, as JSON pointers.'),
  sizing: sizing.optional().describe('How the application sizes its orders by a tail mean (reply.cvar); if it does.'),
  assurance: z
    .strictObject({
      fallbackRateBelow: z
        .number()
        .gt(0)
        .lt(1)
        .describe('The share of calls not answered by the model must be below this.'),
      confidence: z.number().gt(0.5).lt(1).describe('How sure that must be, such as 0.99.'),
    })
    .describe('How strong a claim the number of calls must bear.'),
  budgets: z
    .strictObject({
      startup: duration.describe('From start to ready, such as 60s.'),
      p50: duration.describe('Median latency, measured from outside.'),
      p95: duration.describe('Latency that 95 of 100 requests keep.'),
      p99: duration.describe('Latency that 99 of 100 requests keep.'),
      rate: z.number().positive().default(200).describe('Requests a second at which the latency budgets hold.'),
      compiled: z
        .number()
        .min(1)
        .optional()
        .describe('How many times as fast as the eager model the compiled one must be, one row at a time.'),
    })
    .describe('What start-up and answers may take.'),
});
