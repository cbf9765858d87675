import { describe, expect, test } from 'vitest';
import { actionSpace } from '../contract/action-space.ts';
import { replyPlaces } from '../contract/contract-shape.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { stackSchema } from '../contract/stack-file.ts';
import { placedInputs } from '../contract/tensor.ts';
import type { Outcome } from '../history/exchange.ts';
import { messageType } from './open-inference-messages.ts';
import { protocolOf } from './protocol-of.ts';
import type { SpokenContract } from './spoken-contract.ts';
import { message } from './testing/grpc-server.ts';

const actions = actionSpace({ discrete: 3, labels: ['HOLD', 'BUY', 'SELL'], unreachable: [], orders: {} });
const features = (names: readonly string[]) => names.map((name) => ({ name, minimum: -8, maximum: 8 }));

function contractOf(more: Partial<SpokenContract> = {}): SpokenContract {
  return {
    features: features(['bid', 'ask', 'age']),
    actions,
    policy: {
      inputs: placedInputs([{ name: 'observation', shape: ['batch', 3], dtype: 'float32' }]),
      output: { name: 'logits', axes: [3], dtype: 'float32' },
    },
    reply: replyPlaces.parse({ scores: '/logits', modelVersion: '/model_version' }),
    ...more,
  };
}

function spoken(file: object = {}, contract = contractOf()) {
  const { endpoint } = stackSchema.parse({
    stack: 'test',
    endpoint: {
      start: { url: 'http://127.0.0.1:1' },
      protocol: { openInference: { model: 'policy', version: 3, transport: 'grpc', ...file } },
    },
  });
  return protocolOf({ contract, endpoint, environment: (name) => (name === 'TOKEN' ? 'Bearer 1' : undefined) });
}

const block = (...rows: readonly (readonly number[])[]): ObservationBlock => ({
  rows: rows.length,
  width: rows[0]!.length,
  values: Float32Array.from(rows.flat()),
});

function sent(body: string | Uint8Array) {
  const type = messageType('ModelInferRequest');
  return type.toObject(type.decode(Buffer.from(body)), { longs: Number });
}

const answer = (content: object, more: Partial<Extract<Outcome, { kind: 'reply' }>> = {}): Outcome => ({
  kind: 'reply',
  status: 200,
  contentType: 'application/grpc',
  body: message('ModelInferResponse', content),
  ...more,
});

const floats = (...values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer);
const logits = (values: readonly number[], shape = [1, 3]) => ({
  name: 'logits',
  datatype: 'FP32',
  shape,
  contents: { fp32_contents: values },
});

describe('a request', () => {
  test('names the model, its version and the tensor, with typed contents', () => {
    const { method, path, headers, body } = spoken({
      headers: { Authorization: { env: 'TOKEN' } },
      parameters: { sampled: false, temperature: 0.5, seed: 7, mode: 'plain' },
    }).encode(block([0.5, -1, 2], [1, 2, 3]));
    expect({ method, path, headers }).toEqual({
      method: 'POST',
      path: '/inference.GRPCInferenceService/ModelInfer',
      headers: { authorization: 'Bearer 1' },
    });
    expect(sent(body)).toEqual({
      model_name: 'policy',
      model_version: '3',
      parameters: {
        sampled: { bool_param: false },
        temperature: { double_param: 0.5 },
        seed: { int64_param: 7 },
        mode: { string_param: 'plain' },
      },
      inputs: [
        {
          name: 'observation',
          datatype: 'FP32',
          shape: [2, 3],
          contents: { fp32_contents: [0.5, -1, 2, 1, 2, 3] },
        },
      ],
    });
  });

  test('has raw contents, little-endian', () => {
    expect(sent(spoken({ contents: 'raw', version: undefined }).encode(block([0.5, -1, 2])).body)).toEqual({
      model_name: 'policy',
      inputs: [{ name: 'observation', datatype: 'FP32', shape: [1, 3] }],
      raw_input_contents: [floats(0.5, -1, 2)],
    });
  });

  test('has a tensor for each of several inputs, of its type and by the name that the server has for it', () => {
    const inputs = placedInputs([
      { name: 'prices', shape: ['batch', 2], dtype: 'float64' },
      { name: 'venue', shape: ['batch'], dtype: 'int64' },
      { name: 'mask', shape: ['batch', 3], dtype: 'bool' },
    ]);
    const contract = contractOf({
      features: features(['bid', 'ask', 'venue', 'a', 'b', 'c']),
      policy: { inputs, mask: 'mask', output: { name: 'logits', axes: [3], dtype: 'float32' } },
    });
    const rows = block([1.5, 2.5, 7, 1, 0, 1], [3.5, 4.5, 8, 0, 1, 1]);
    const names = { inputs: { venue: 'venue:0' } };
    expect(sent(spoken(names, contract).encode(rows).body).inputs).toEqual([
      { name: 'prices', datatype: 'FP64', shape: [2, 2], contents: { fp64_contents: [1.5, 2.5, 3.5, 4.5] } },
      { name: 'venue:0', datatype: 'INT64', shape: [2], contents: { int64_contents: [7, 8] } },
      {
        name: 'mask',
        datatype: 'BOOL',
        shape: [2, 3],
        contents: { bool_contents: [true, false, true, false, true, true] },
      },
    ]);
    const raw = sent(spoken({ ...names, contents: 'raw' }, contract).encode(rows).body).raw_input_contents;
    expect(raw).toEqual([
      Buffer.from(Float64Array.of(1.5, 2.5, 3.5, 4.5).buffer),
      Buffer.from(BigInt64Array.of(7n, 8n).buffer),
      Buffer.from([1, 0, 1, 0, 1, 1]),
    ]);
  });
});

describe('a reply', () => {
  test.each<[string, object]>([
    ['typed', { outputs: [logits([0.25, 2, -1, 3, 2, 1], [2, 3])] }],
    [
      'raw',
      {
        outputs: [{ name: 'logits', datatype: 'FP32', shape: [2, 3] }],
        raw_output_contents: [floats(0.25, 2, -1, 3, 2, 1)],
      },
    ],
    [
      'of another float',
      {
        outputs: [
          { name: 'logits', datatype: 'FP64', shape: [2, 3], contents: { fp64_contents: [0.25, 2, -1, 3, 2, 1] } },
        ],
      },
    ],
    [
      'of half floats',
      {
        outputs: [{ name: 'logits', datatype: 'FP16', shape: [2, 3] }],
        raw_output_contents: [Buffer.from(Uint16Array.of(0x3400, 0x4000, 0xbc00, 0x4200, 0x4000, 0x3c00).buffer)],
      },
    ],
    [
      'of the upper halves of floats',
      {
        outputs: [{ name: 'logits', datatype: 'BF16', shape: [2, 3] }],
        raw_output_contents: [Buffer.from(Uint16Array.of(0x3e80, 0x4000, 0xbf80, 0x4040, 0x4000, 0x3f80).buffer)],
      },
    ],
  ])('with contents that are %s is read, whichever way was asked', (_, content) => {
    const reply = spoken().decode(answer({ model_name: 'policy', model_version: '3', ...content }), 2);
    expect(reply).toMatchObject({
      kind: 'answered',
      rows: [
        { action: 1, scores: [0.25, 2, -1], modelVersion: '3' },
        { action: 0, scores: [3, 2, 1], modelVersion: '3' },
      ],
    });
  });

  test('gives actions as whole numbers of any size, or as labels', () => {
    const contract = contractOf({ reply: replyPlaces.parse({ action: '/action' }) });
    const protocol = spoken({ outputs: { action: 'out' } }, contract);
    const output = (datatype: string, contents: object) =>
      answer({ outputs: [{ name: 'out', datatype, shape: [1], contents }] });
    const actionIn = (outcome: Outcome) => {
      const reply = protocol.decode(outcome, 1);
      return reply.kind === 'answered' ? reply.rows[0]?.action : reply;
    };
    expect(actionIn(output('INT64', { int64_contents: [2] }))).toBe(2);
    expect(actionIn(output('INT32', { int_contents: [1] }))).toBe(1);
    expect(actionIn(output('UINT8', { uint_contents: [1] }))).toBe(1);
    expect(actionIn(output('BYTES', { bytes_contents: [Buffer.from('SELL')] }))).toBe(2);
    const raw = (datatype: string, bytes: Uint8Array) =>
      answer({ outputs: [{ name: 'out', datatype, shape: [1] }], raw_output_contents: [bytes] });
    expect(actionIn(raw('INT64', Buffer.from(BigInt64Array.of(2n).buffer)))).toBe(2);
    expect(actionIn(raw('BYTES', Buffer.from([4, 0, 0, 0, ...Buffer.from('SELL')])))).toBe(2);
  });

  test.each<[string, object, string]>([
    ['no outputs', {}, 'there is no output logits, only none at all'],
    ['too few values', { outputs: [logits([1, 2])] }, 'has 2 values of FP32, but its shape is [1, 3]'],
    ['no values', { outputs: [logits([])] }, 'has 0 values of FP32'],
    ['rows for another count', { outputs: [logits([1, 2, 3, 4, 5, 6], [2, 3])] }, '/logits has 2 items, not 1'],
    ['NaN', { outputs: [logits([1, Number.NaN, 3])] }, '/logits/0/1 is NaN, not a finite number'],
    [
      'values in the field of another type',
      { outputs: [{ ...logits([]), contents: { fp64_contents: [1, 2, 3] } }] },
      'has 0 values of FP32',
    ],
    ['a datatype that is none', { outputs: [{ ...logits([1, 2, 3]), datatype: 'FLOAT' }] }, 'has the datatype FLOAT'],
    ['two outputs of one name', { outputs: [logits([1, 2, 3]), logits([3, 2, 1])] }, 'there are two outputs logits'],
    [
      'contents twice',
      { outputs: [logits([1, 2, 3])], raw_output_contents: [floats(1, 2, 3)] },
      'has typed contents and raw ones',
    ],
    [
      'raw contents of another number of outputs',
      { outputs: [{ ...logits([]), contents: null }], raw_output_contents: [floats(1), floats(2)] },
      'there are 2 raw contents for 1 outputs',
    ],
    [
      'raw contents that are cut',
      { outputs: [{ ...logits([]), contents: null }], raw_output_contents: [floats(1, 2, 3).subarray(1)] },
      'has 11 raw bytes, which is no number of FP32',
    ],
    ['a size below 0', { outputs: [logits([1, 2, 3], [-1, 3])] }, 'has a size below 0'],
    ['a huge shape of nothing', { outputs: [logits([], [2 ** 40, 0])] }, '/logits has 0 items, not 1'],
    [
      'a thousand axes',
      {
        outputs: [
          logits(
            [1],
            Array.from({ length: 1_000 }, () => 1),
          ),
        ],
      },
      'has 1000 axes, more than 32',
    ],
  ])('with %s is unreadable, and says why', (_, content, problem) => {
    const reply = spoken().decode(answer(content), 1);
    expect(reply).toMatchObject({ kind: 'unreadable', problem: expect.stringContaining(problem) });
  });

  test('that is no message, or none of gRPC, is unreadable', () => {
    const { decode } = spoken();
    expect(decode(answer({}, { body: new Uint8Array(9).fill(0xff) }), 1)).toMatchObject({
      kind: 'unreadable',
      problem: expect.stringContaining('no ModelInferResponse'),
    });
    expect(decode(answer({ outputs: [logits([1, 2, 3])] }, { contentType: 'text/html' }), 1)).toMatchObject({
      kind: 'unreadable',
      problem: 'the content type is text/html, not application/grpc',
    });
  });

  test('with another status is a refusal or a failure, in the words of the server', () => {
    const { decode } = spoken();
    const body = new TextEncoder().encode('INVALID_ARGUMENT: no');
    expect(decode(answer({}, { status: 400, body }), 1)).toEqual({
      kind: 'refused',
      status: 400,
      text: 'INVALID_ARGUMENT: no',
    });
    expect(decode(answer({}, { status: 503, body }), 1)).toMatchObject({ kind: 'failed', status: 503 });
    expect(decode({ kind: 'lost', reason: 'deadline', message: 'late' }, 1)).toEqual({
      kind: 'lost',
      problem: 'deadline: late',
    });
  });
});

describe('metadata', () => {
  const tensor = (name: string, datatype: string, shape: readonly number[]) => ({ name, datatype, shape });
  const stating = (inputs: object[], outputs: object[]) =>
    spoken().metadata?.(message('ModelMetadataResponse', { name: 'policy', inputs, outputs }));

  test('are compared with the contract', () => {
    expect(stating([tensor('observation', 'FP32', [-1, 3])], [tensor('logits', 'FP32', [-1, 3])])).toEqual({
      stated: 'inputs observation FP32 [-1, 3]; outputs logits FP32 [-1, 3]',
      mismatches: [],
    });
    expect(stating([tensor('observation', 'FP64', [-1, 4])], [tensor('scores', 'FP32', [-1, 3])])).toMatchObject({
      mismatches: [
        'the input observation is FP64, not FP32',
        'the input observation has the shape [-1, 4], not [-1, 3]',
        'there is no output logits, only scores',
      ],
    });
  });

  test('that are no message cannot be read', () => {
    expect(typeof spoken().metadata?.(new Uint8Array(9).fill(0xff))).toBe('string');
  });
});

describe('malformed requests', () => {
  const row = Float32Array.of(0.5, -1, 2);

  test.each(['typed', 'raw'])('differ from a good one and from each other, with %s contents', (contents) => {
    const protocol = spoken({ contents });
    const malformed = protocol.malformed(row);
    const bodies = malformed.map(({ request }) => Buffer.from(request.body).toString('hex'));
    expect(new Set(bodies).size).toBe(bodies.length);
    expect(bodies).not.toContain(Buffer.from(protocol.encode(block([0.5, -1, 2])).body).toString('hex'));
    expect(new Set(malformed.map(({ note }) => note)).size).toBe(malformed.length);
    expect(new Set(malformed.map(({ kind }) => kind))).toEqual(new Set(['count', 'name', 'value', 'body']));
  });

  test('have values that features of their kind cannot be, as far as the type of their input holds them', () => {
    const inputs = placedInputs([
      { name: 'venue', shape: ['batch', 1], dtype: 'int64' },
      { name: 'book', shape: ['batch', 2], dtype: 'float32' },
      { name: 'halted', shape: ['batch', 1], dtype: 'bool' },
      { name: 'action_mask', shape: ['batch', 3], dtype: 'float32' },
    ]);
    const flag = (name: string) => ({ name, minimum: 0, maximum: 1, kind: 'flag' as const });
    const protocol = spoken(
      {},
      contractOf({
        features: [
          { name: 'venue', minimum: 0, maximum: 2, kind: 'categorical', codes: [0, 1, 2] },
          { name: 'lots', minimum: 0, maximum: 8, kind: 'integer' },
          { name: 'price', minimum: 0, maximum: 8 },
          flag('halted'),
          ...['HOLD', 'BUY', 'SELL'].map(flag),
        ],
        policy: { inputs, mask: 'action_mask', output: { name: 'logits', axes: [3], dtype: 'float32' } },
      }),
    );
    const values = new Map(
      protocol.malformed(Float32Array.of(1, 4, 0.5, 0, 1, 1, 1)).flatMap(({ kind, note, request }) => {
        const { inputs: tensors } = kind === 'value' ? sent(request.body) : { inputs: [] };
        return kind === 'value'
          ? [[note, tensors.map(({ contents }: { contents: object }) => Object.values(contents)[0])]]
          : [];
      }),
    );
    const notes = [...values.keys()].filter((note) => !/is (NaN|-?Infinity)$/.test(note));
    const ofOneRow = notes.filter((note) => !note.startsWith('in row'));
    expect(ofOneRow).toEqual([
      'feature 0 (venue) is -1, below all of its codes',
      'feature 0 (venue) is 3, above all of its codes',
      'feature 1 (lots) is 0.5, a fraction',
      ...[4, 5, 6].flatMap((feature) =>
        [2, -1, 0.5].map(
          (value) => `feature ${feature} (${['HOLD', 'BUY', 'SELL'][feature - 4]}) is ${value}, neither 0 nor 1`,
        ),
      ),
      'the mask action_mask allows no action',
    ]);
    expect(notes.filter((note) => note.startsWith('in row'))).toEqual(ofOneRow.map((note) => `in row 1 of 3, ${note}`));
    expect(values.get('feature 0 (venue) is 3, above all of its codes')).toEqual([[3], [4, 0.5], [false], [1, 1, 1]]);
    expect(values.get('in row 1 of 3, the mask action_mask allows no action')?.at(-1)).toEqual([
      1, 1, 1, 0, 0, 0, 1, 1, 1,
    ]);
  });

  test('have what their notes say', () => {
    const byNote = new Map(
      spoken()
        .malformed(row)
        .map(({ note, request }) => [note, request.body]),
    );
    const input = (note: string) => sent(byNote.get(note) ?? `no mistake: ${note}`).inputs[0];
    const good = sent(spoken().encode(block([0.5, -1, 2])).body).inputs[0];
    expect(input('the input observation has the shape [1, 2] instead of [1, 3]')).toEqual({
      ...good,
      shape: [1, 2],
      contents: { fp32_contents: [0.5, -1] },
    });
    expect(input('the input observation has its values in fp64_contents instead of fp32_contents')).toEqual({
      ...good,
      contents: { fp64_contents: [0.5, -1, 2] },
    });
    expect(input('the input observation has the datatype FP64 instead of FP32')).toEqual({ ...good, datatype: 'FP64' });
    expect(input('in row 1 of 3, feature 1 (ask) is NaN')).toEqual({
      ...good,
      shape: [3, 3],
      contents: { fp32_contents: [0.5, -1, 2, 0.5, Number.NaN, 2, 0.5, -1, 2] },
    });
    const cut = sent(byNote.get('the input observation has raw contents of 11 bytes instead of 12') ?? '');
    expect(cut).toMatchObject({
      model_name: 'policy',
      inputs: [{ name: 'observation', shape: [1, 3] }],
      raw_input_contents: [floats(0.5, -1, 2).subarray(0, 11)],
    });
  });
});
