import { z } from 'zod';
import { clauseGroups, clauseIds } from './clauses.ts';
import { duration, place } from './units.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'a name in kebab-case');
const file = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest: 64 hexadecimal digits');
const clauseOrGroup = z.enum([...clauseGroups, ...clauseIds]);

const feature = z.strictObject({
  name: z.string().min(1).describe('Its name, which occurs once.'),
  minimum: z.float32().describe('Least value that training saw; observations are drawn from here on.'),
  maximum: z.float32().describe('Greatest value that training saw.'),
  unit: z.string().optional().describe('What it counts, such as dollars or seconds. For people only.'),
});

const tensor = {
  name: z.string().min(1).describe('Its name within the artifact.'),
  shape: z.tuple([z.literal('batch')], z.int().positive()).describe('batch, then the sizes of the other axes.'),
  dtype: z.literal('float32').default('float32').describe('Type of its values.'),
};

const policy = z.strictObject({
  artifact: file.describe("The trained model, an ONNX file. Relative to this file's folder."),
  sha256: sha256.describe('Digest of the artifact, 64 hexadecimal digits. In quotes, as it may look like a number.'),
  version: z
    .string()
    .optional()
    .describe('What the endpoint calls this model; without it, a stated version must be the beginning of the digest.'),
  input: z.strictObject(tensor).describe('The tensor that takes the observations.'),
  output: z
    .strictObject({
      ...tensor,
      decode: z.literal('argmax').default('argmax').describe('How scores become an action: the best one.'),
    })
    .describe('The tensor that gives the scores, one an action.'),
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

const actions = z.strictObject({
  discrete: z.int().min(2).describe('How many actions there are.'),
  labels: z.array(z.string().min(1)).describe('Their names, in the order of the scores.'),
  unreachable: z
    .array(z.string())
    .default([])
    .describe('Labels that no observation within range reaches: known, and said.'),
  orders: z
    .record(z.string(), order)
    .default({})
    .describe('What the application must order for an action, by label. A label without an order must order nothing.'),
});

/** Where a reply states what; a stack file may name other places for its own dialect. */
export const replyPlaces = z.strictObject({
  action: place.optional().describe('The action: its index, or its label.'),
  scores: place.optional().describe('The scores of all actions.'),
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
    })
    .describe('What start-up and answers may take.'),
});
