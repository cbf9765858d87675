import { z } from 'zod';
import { replyPlaces } from './contract-shape.ts';
import { secret } from './secret-shape.ts';
import { pointer } from './units.ts';

/**
 * A JSON value in which these strings stand for the observation:
 * `${features}` one row as the model takes it, `${rows}` the rows as an array of such, `${named}` one row by feature
 * name, `${namedRows}` the rows by name, `${flat}` all values in one array, `${count}` the number of rows,
 * `${feature:NAME}` one value of one row, `${input:NAME}` what one input takes of one row, `${inputRows:NAME}` what it
 * takes of the rows, `${inputFlat:NAME}` the same in one array.
 *
 * As the model takes it: of one input, arrays nested as its axes (no array where it has none); of several, an object of
 * such by input name. Values are numbers; those of a bool input are true or false, wherever they stand.
 */
export type Template = string | number | boolean | null | Template[] | { [key: string]: Template };

export const template: z.ZodType<Template> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(template), z.record(z.string(), template)]),
);

const headers = z.record(z.string(), secret).default({}).describe('Headers beside the content type.');
const reply = replyPlaces.default({}).describe("Places that differ from the contract's.");

/** One form of request and of its reply. */
export const form = z.strictObject({
  body: template.describe(
    'The request body. ${features} is one row as the model takes it, ${rows} the rows, ${named} one row by feature name, ${namedRows} the rows by name, ${flat} all values in one array, ${count} the number of rows, ${feature:NAME} one value, ${input:NAME} one row of one input, ${inputRows:NAME} the rows of one input, ${inputFlat:NAME} the same in one array.',
  ),
  headers,
  each: pointer
    .optional()
    .describe("Where the array stands that holds one item a row; the reply's places are then within the item."),
  reply,
});

const byTemplates = z.strictObject({
  predict: form.describe('One row a request.'),
  batch: form
    .extend({ maximum: z.int().min(2).default(64).describe('Most rows of one request.') })
    .optional()
    .describe('Many rows a request. Without it, no more than one row is ever sent.'),
});

const plainJson = { predict: { body: { features: '${features}' } } } as const;

const maximum = z
  .int()
  .min(1)
  .default(64)
  .describe('Most rows of one request; 1 of a server that takes one row a request.');
const name = z.string().min(1);
const model = name.regex(/^[^/?#\s]+$/, 'a name as it stands in a path').describe('What the server calls the model.');
const version = z
  .union([z.string().min(1), z.int().nonnegative().transform(String)])
  .optional()
  .describe('Which version is asked; without it, whichever the server answers by.');

/** What protocols have in common that send and give tensors by name. */
const tensors = {
  inputs: z
    .record(name, name)
    .default({})
    .describe("What the server calls inputs, by the contract's names; the same, if not said."),
  outputs: z
    .record(name, name)
    .default({})
    .describe("What the server calls outputs, by the contract's names; the same, if not said."),
  headers,
  reply: replyPlaces
    .default({})
    .describe(
      "Places that differ from the contract's. A pointer begins with the name of an output: /logits is the output logits, one row after the other.",
    ),
  maximum,
};

const openInference = z.strictObject({
  model,
  version,
  transport: z.enum(['rest', 'grpc']).default('rest').describe('HTTP with JSON (rest), or gRPC.'),
  data: z
    .enum(['flat', 'nested'])
    .default('flat')
    .describe('How the values of a tensor are sent: in one array, or nested as its shape. Replies may have either.'),
  contents: z
    .enum(['typed', 'raw'])
    .default('typed')
    .describe(
      'How the values of a tensor are sent by gRPC: as numbers of their type, or as bytes. Replies may have either.',
    ),
  parameters: z.record(z.string(), template).optional().describe('Parameters of every request.'),
  ...tensors,
});

const mlflow = z.strictObject({
  form: z
    .enum(['dataframe_split', 'dataframe_records', 'instances', 'inputs'])
    .describe('Which of the four forms of input is sent.'),
  named: z
    .boolean()
    .default(false)
    .describe('Whether the one input goes by its name, in the forms instances and inputs.'),
  params: z.record(z.string(), template).optional().describe('Parameters of every request.'),
  ...tensors,
});

const tensorflow = z.strictObject({
  model,
  version,
  form: z.enum(['rows', 'columns']).default('rows').describe('instances and predictions, or inputs and outputs.'),
  signature: name.optional().describe('Which signature is asked (signature_name).'),
  named: z.boolean().default(false).describe('Whether the one input goes by its name.'),
  ...tensors,
});

const kserve = z.strictObject({
  model,
  named: z.boolean().default(false).describe('Whether the one input goes by its name.'),
  ...tensors,
});

const csv = z.strictObject({
  accept: z.string().min(1).default('application/json').describe('What the reply is asked to be.'),
  headers,
  each: form.shape.each,
  reply,
  maximum,
});

/** How an endpoint is spoken to. */
export const protocol = z.union([
  z.literal('json').transform(() => ({ json: byTemplates.parse(plainJson) })),
  z.strictObject({ json: byTemplates.describe('JSON over HTTP, by templates.') }),
  z.strictObject({
    sagemaker: z
      .union([byTemplates, z.strictObject({ csv: csv.describe('Rows of values as text/csv; the reply is JSON.') })])
      .describe('POST /invocations and GET /ping, as SageMaker asks it of a container.'),
  }),
  z.strictObject({ openInference: openInference.describe('The Open Inference protocol, also called V2.') }),
  z.strictObject({ mlflow: mlflow.describe('The scoring protocol of MLflow models: POST /invocations, GET /ping.') }),
  z.strictObject({ tensorflow: tensorflow.describe('The REST protocol of TensorFlow Serving, version 1.') }),
  z.strictObject({ kserve: kserve.describe('The V1 protocol of KServe: rows, and its own readiness.') }),
]);

export type ProtocolShape = z.output<typeof protocol>;
export type TemplateForms = z.output<typeof byTemplates>;
export type RequestForm = z.output<typeof form>;
export type CsvForm = z.output<typeof csv>;
export type OpenInferenceFile = z.output<typeof openInference>;
export type MlflowFile = z.output<typeof mlflow>;
export type TensorflowFile = z.output<typeof tensorflow>;
