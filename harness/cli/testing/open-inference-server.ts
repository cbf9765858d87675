import { readFile } from 'node:fs/promises';
import { type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { readDeclaration } from '../../../fixtures/stacks/embedded/declaration.ts';
import { type Model, openModel } from '../../../fixtures/stacks/embedded/model.ts';
import { type Int64, messageType, wholeNumber } from '../../protocols/open-inference-messages.ts';
import { grpcServer, message } from '../../protocols/testing/grpc-server.ts';

/**
 * A model server that speaks Open Inference by gRPC, over onnxruntime: typed contents and raw ones, the form of the answer
 * that of the question. It loads another artifact when it is told to, and refuses what is no float32 of its shape, and
 * fractions in place of whole numbers, unless it takes FRACTIONS.
 *
 * Environment: PORT, CONTRACT, MODEL_PATH, FRACTIONS.
 */
const { PORT, CONTRACT, MODEL_PATH, FRACTIONS } = process.env as Record<string, string>;
const name = 'kalshi';
const declaration = readDeclaration(CONTRACT!);
const [input] = declaration.inputs;
const [output] = declaration.outputs;
if (!input || !output) throw new Error('the contract has no input or no output');
let model: Model = await loaded();

interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly Int64[];
  readonly contents?: { readonly fp32_contents: readonly number[] } | null;
}

interface Infer {
  readonly model_name: string;
  readonly inputs: readonly Tensor[];
  readonly raw_input_contents: readonly Buffer[];
}

class Refusal extends Error {}

async function loaded(): Promise<Model> {
  return await openModel(await readFile(MODEL_PATH!), declaration);
}

async function infer(body: Buffer): Promise<Buffer> {
  const asked = decoded(body);
  if (asked.model_name !== name) throw new Refusal(`there is no model ${asked.model_name}`);
  const [given, ...others] = asked.inputs;
  if (others.length > 0 || given?.name !== input!.name) throw new Refusal(`the one input is ${input!.name}`);
  const [raw, ...more] = asked.raw_input_contents;
  if (more.length > 0) throw new Refusal('there are raw contents for more inputs than one');
  const values = raw ? floatsIn(raw) : Float32Array.from(given.contents?.fp32_contents ?? []);
  const [rows = 0, ...axes] = given.shape.map(wholeNumber);
  const width = declaration.features.length;
  const fits = given.datatype === 'FP32' && rows > 0 && axes.join() === input!.axes.join();
  if (!fits || values.length !== rows * width)
    throw new Refusal(`${input!.name} is FP32 of shape [-1, ${input!.axes}]`);
  if (!values.every(Number.isFinite)) throw new Refusal(`${input!.name} has values that are not finite`);
  const fraction = values.findIndex(
    (value, index) => declaration.features[index % width]!.kind === 'integer' && !Number.isInteger(value),
  );
  if (fraction >= 0 && FRACTIONS !== 'taken') {
    throw new Refusal(`${declaration.features[fraction % width]!.name} is ${values[fraction]}, no whole number`);
  }
  const answers = await model.run({ rows, width, values });
  const shape = [rows, ...output!.axes];
  const described = { name: output!.name, datatype: 'FP32', shape };
  return message('ModelInferResponse', {
    model_name: name,
    model_version: model.version,
    outputs: [raw ? described : { ...described, contents: { fp32_contents: [...answers] } }],
    raw_output_contents: raw ? [new Uint8Array(answers.buffer, answers.byteOffset, answers.byteLength)] : [],
  });
}

function decoded(body: Buffer): Infer {
  try {
    return messageType('ModelInferRequest').decode(body) as unknown as Infer;
  } catch (error) {
    throw new Refusal(`this is no ModelInferRequest: ${(error as Error).message}`);
  }
}

/** Little-endian, wherever they begin. */
function floatsIn(raw: Buffer): Float32Array {
  return Float32Array.from({ length: Math.floor(raw.length / 4) }, (_, index) => raw.readFloatLE(index * 4));
}

async function reload(): Promise<Buffer> {
  const before = model;
  model = await loaded();
  before.release?.();
  return Buffer.alloc(0);
}

const tensor = ({ name, axes }: { name: string; axes: readonly number[] }) => ({
  name,
  datatype: 'FP32',
  shape: [-1, ...axes],
});
const metadata = { name, platform: 'onnxruntime', inputs: [tensor(input)], outputs: [tensor(output)] };

type Answer = (body: Buffer) => Promise<Buffer>;

const answering = (answer: Answer) => (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
  answer(call.request).then(
    (reply) => callback(null, reply),
    (error: Error) =>
      callback({ code: error instanceof Refusal ? status.INVALID_ARGUMENT : status.INTERNAL, details: error.message }),
  );
};

const { stop } = await grpcServer(
  {
    ModelReady: answering(async () => message('ModelReadyResponse', { ready: true })),
    ModelMetadata: answering(async () => message('ModelMetadataResponse', metadata)),
    ModelInfer: answering(infer),
    RepositoryModelLoad: answering(reload),
  },
  Number(PORT),
);
console.log(`serving ${name} ${model.version}`);
process.once('SIGTERM', stop);
