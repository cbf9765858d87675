import { describe, expect, test } from 'vitest';
import { replied, severalInputs, speaking } from './testing/spoken.ts';

const row = [0.5, 0.25, 1];
const { protocol, body, endpoint, asked } = speaking({ openInference: { model: 'm', version: 3 } });
const tensor = (data: unknown, more: object = {}) => ({
  model_name: 'm',
  model_version: 'v1',
  outputs: [{ name: 'logits', shape: [1, 2], datatype: 'FP32', data, ...more }],
});

describe('a request', () => {
  test('goes to the model and the version by name', () => {
    expect(endpoint.routes).toEqual({
      predict: { method: 'POST', path: '/v2/models/m/versions/3/infer' },
      ready: { method: 'GET', path: '/v2/models/m/versions/3/ready' },
      metadata: { method: 'GET', path: '/v2/models/m/versions/3' },
    });
  });

  test('has its values in one array, or nested as its shape', () => {
    const inputs = (data: string) =>
      `{"inputs":[{"name":"observation","shape":[2,3],"datatype":"FP32","data":${data}}]}`;
    expect(body(row, row)).toBe(inputs('[0.5,0.25,1,0.5,0.25,1]'));
    const nested = speaking({ openInference: { model: 'm', data: 'nested' } });
    expect(nested.body(row, row)).toBe(inputs('[[0.5,0.25,1],[0.5,0.25,1]]'));
  });

  test.each([
    ['flat', '[0.5,0.25,1,2]', '[2]', '[true]'],
    ['nested', '[[[0.5,0.25],[1,2]]]', '[[2]]', '[true]'],
  ])('has several inputs of any rank and type, %s', (data, bars, venue, open) => {
    const several = speaking({ openInference: { model: 'm', data, inputs: { bars: 'x' } } }, severalInputs);
    expect(several.body([0.5, 0.25, 1, 2, 2, 1])).toBe(
      `{"inputs":[{"name":"x","shape":[1,2,2],"datatype":"FP32","data":${bars}},{"name":"venue","shape":[1,1],"datatype":"INT64","data":${venue}},{"name":"open","shape":[1],"datatype":"BOOL","data":${open}}]}`,
    );
  });

  test('has the parameters that the stack file says', () => {
    const { body: text } = speaking({ openInference: { model: 'm', parameters: { priority: 1 } } });
    expect(JSON.parse(text(row))).toMatchObject({ parameters: { priority: 1 } });
  });

  test('of somebody else is read where it has this form', () => {
    const request = { method: 'POST', path: '/v2/models/m/versions/3/infer', body: Buffer.from(body(row)) };
    expect(asked(request)?.observation).toEqual(Float32Array.from(row));
    expect(asked({ ...request, path: '/v2/health/live' })).toBeUndefined();
    expect(asked({ ...request, body: Buffer.from('{"inputs":[]}') })?.observation).toBe('/inputs has 0 items, not 1');
  });
});

describe('a reply', () => {
  const answer = { kind: 'answered', rows: [{ action: 1, scores: [1, 2], modelVersion: 'v1' }] };

  test.each([
    ['flat', tensor([1, 2])],
    ['nested', tensor([[1, 2]])],
    ['with empty parameters', { ...tensor([1, 2]), parameters: {} }],
    ['with none', { ...tensor([1, 2]), parameters: null }],
    [
      'among other outputs',
      { ...tensor([1, 2]), outputs: [{ name: 'q', shape: [1], data: [7] }, ...tensor([1, 2]).outputs] },
    ],
  ])('is read %s', (_, reply) => {
    expect(protocol.decode(replied(reply), 1)).toMatchObject(answer);
  });

  test.each([[null], [undefined]])('may state no version: %s', (model_version) => {
    const reply = protocol.decode(replied({ ...tensor([1, 2]), model_version }), 1);
    expect(reply).toMatchObject({ kind: 'answered', rows: [{ action: 1, modelVersion: undefined }] });
  });

  test('of several rows has one item a row', () => {
    expect(protocol.decode(replied(tensor([1, 2, 4, 3], { shape: [2, 2] })), 2)).toMatchObject({
      rows: [{ action: 1 }, { action: 0 }],
    });
  });

  test.each<[string, object, string]>([
    ['the output is missing', { outputs: [] }, 'there is no output logits, only none at all'],
    [
      'two outputs of one name',
      { ...tensor([1, 2]), outputs: [...tensor([2, 1]).outputs, ...tensor([1, 2]).outputs] },
      'there are two outputs logits',
    ],
    [
      'another name',
      tensor([1, 2], { name: 'q' }),
      'there is no output logits, only "model_name", "model_version", "q"',
    ],
    ['too few values for its shape', tensor([1]), '/outputs/0 (logits)/data has 1 values, but its shape is [1, 2]'],
    ['a row too few', tensor([1, 2]), '/logits has 1 items, not 2'],
    ['an action too many', tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] }), '/logits/0 has 3 items, not 2'],
    ['no rows', tensor([], { shape: [0, 2] }), '/logits has 0 items, not 2'],
    ['null for a number', tensor([1, null, 3, 4], { shape: [2, 2] }), '/logits/0/1 is null, not a finite number'],
    ['texts for numbers', tensor(['1', '2', '3', '4'], { shape: [2, 2] }), '/logits/0/0 is the string "1"'],
    ['values elsewhere', tensor(undefined), '/outputs/0 (logits) has no "data"'],
    ['integers for scores', tensor([1, 2, 3, 4], { shape: [2, 2], datatype: 'INT64' }), 'INT64'],
    ['no outputs', { error: 'oh' }, 'the body has no "outputs"'],
  ])('with %s is unreadable, and says why', (_, reply, problem) => {
    expect(protocol.decode(replied(reply), 2)).toMatchObject({
      kind: 'unreadable',
      problem: expect.stringContaining(problem),
    });
  });

  test("of another server name is read by the contract's", () => {
    const renamed = speaking({ openInference: { model: 'm', outputs: { logits: 'output-1' } } }).protocol;
    expect(renamed.decode(replied(tensor([1, 2], { name: 'output-1' })), 1)).toMatchObject(answer);
  });
});

describe('requests that are wrong on purpose', () => {
  const wrong = new Map(
    protocol.malformed(Float32Array.from(row)).map(({ note, request }) => [note, JSON.parse(safe(request.body))]),
  );
  const inputOf = (note: string) => wrong.get(note).inputs[0];

  test('have another shape with values that fit it, another name, another type', () => {
    expect(inputOf('the input observation has shape [1, 2] instead of [1, 3]')).toMatchObject({ data: [0.5, 0.25] });
    expect(inputOf('the input observation is called observationx')).toMatchObject({ name: 'observationx' });
    expect(inputOf('the input observation has the type FP64 instead of FP32')).toMatchObject({ datatype: 'FP64' });
    expect(wrong.get('the input observation is missing')).toEqual({ inputs: [] });
  });

  test('are each told apart', () => {
    const notes = protocol.malformed(Float32Array.from(row)).map(({ note }) => note);
    expect(new Set(notes).size).toBe(notes.length);
  });

  test('have two rows where the stack file says that one is taken', () => {
    const single = speaking({ openInference: { model: 'm', maximum: 1 } }).protocol;
    const two = single.malformed(Float32Array.from(row)).find(({ note }) => note.startsWith('two rows'));
    expect(JSON.parse(safe(two!.request.body)).inputs[0]).toMatchObject({ shape: [2, 3] });
    expect(wrong.keys()).not.toContain(two?.note);
  });

  function safe(text: string | Uint8Array): string {
    try {
      JSON.parse(String(text));
      return String(text);
    } catch {
      return 'null';
    }
  }
});

describe('what the server states of its model', () => {
  const stated = (inputs: unknown, outputs: unknown) =>
    protocol.metadata?.(new TextEncoder().encode(JSON.stringify({ name: 'm', inputs, outputs })));
  const observation = { name: 'observation', datatype: 'FP32', shape: [-1, 3] };
  const logits = { name: 'logits', datatype: 'FP32', shape: ['-1', '2'] };

  test("may be the contract's", () => {
    expect(stated([observation], [logits])).toEqual({
      stated: 'inputs observation FP32 [-1, 3]; outputs logits FP32 [-1, 2]',
      mismatches: [],
    });
    expect(stated([{ ...observation, shape: [3] }], [logits])).toMatchObject({ mismatches: [] });
    expect(stated([], [])).toEqual({ stated: 'inputs not stated; outputs not stated', mismatches: [] });
  });

  test.each([
    ['another shape', [{ ...observation, shape: [-1, 4] }], [logits], 'has the shape [-1, 4], not [-1, 3]'],
    ['another rank', [{ ...observation, shape: [-1, 1, 3] }], [logits], 'has the shape [-1, 1, 3], not [-1, 3]'],
    ['another type', [{ ...observation, datatype: 'FP64' }], [logits], 'the input observation is FP64, not FP32'],
    ['another name', [{ ...observation, name: 'x' }], [logits], 'there is no input observation, only x'],
    ['one input more', [observation, { ...observation, name: 'x' }], [logits], 'an input x that the contract'],
    ['another output', [observation], [{ ...logits, name: 'q' }], 'there is no output logits, only q'],
  ])('may have %s', (_, inputs, outputs, mismatch) => {
    const read = stated(inputs, outputs);
    if (!read || typeof read === 'string') throw new Error(read);
    expect(read.mismatches).toContainEqual(expect.stringContaining(mismatch));
  });

  test('may be nothing that can be read', () => {
    expect(protocol.metadata?.(new TextEncoder().encode('<html>'))).toContain('HTML');
    expect(stated('none', [])).toBe('/inputs is the string "none", not an array of tensors');
  });
});
