import { describe, expect, test } from 'vitest';
import { replied, scoresAlone, severalInputs, speaking } from './testing/spoken.ts';

const row = [0.5, 0.25, 1];
const many = [0.5, 0.25, 1, 2, 2, 1];
const answer = {
  kind: 'answered',
  rows: [
    { action: 1, scores: [1, 2] },
    { action: 0, scores: [4, 3] },
  ],
};

describe('TensorFlow Serving', () => {
  const rows = speaking({ tensorflow: { model: 'm', version: 2, signature: 'act' } });
  const columns = speaking({ tensorflow: { model: 'm', form: 'columns' } });

  test('is asked at the route of the model or of its version, and is ready when its state says so', () => {
    expect(rows.endpoint).toMatchObject({
      routes: {
        predict: { method: 'POST', path: '/v1/models/m/versions/2:predict' },
        ready: { method: 'GET', path: '/v1/models/m/versions/2' },
        metadata: { method: 'GET', path: '/v1/models/m/versions/2/metadata' },
      },
      ready: { pointer: '/model_version_status/0/state', equals: 'AVAILABLE' },
    });
    expect(columns.endpoint.routes.predict.path).toBe('/v1/models/m:predict');
    const own = speaking({ tensorflow: { model: 'm' } }, scoresAlone, { routes: { ready: 'GET /up' } });
    expect(own.endpoint.ready).toBeUndefined();
  });

  test('takes rows or columns, by name where there are several inputs', () => {
    expect(rows.body(row, row)).toBe('{"signature_name":"act","instances":[[0.5,0.25,1],[0.5,0.25,1]]}');
    expect(columns.body(row)).toBe('{"inputs":[[0.5,0.25,1]]}');
    const named = speaking({ tensorflow: { model: 'm', named: true, inputs: { observation: 'x' } } });
    expect(named.body(row)).toBe('{"instances":[{"x":[0.5,0.25,1]}]}');
    const several = speaking({ tensorflow: { model: 'm' } }, severalInputs);
    expect(several.body(many)).toBe('{"instances":[{"bars":[[0.5,0.25],[1,2]],"venue":[2],"open":true}]}');
    const inColumns = speaking({ tensorflow: { model: 'm', form: 'columns' } }, severalInputs);
    expect(inColumns.body(many)).toBe('{"inputs":{"bars":[[[0.5,0.25],[1,2]]],"venue":[[2]],"open":[true]}}');
  });

  test.each([
    [
      'rows of the one output',
      rows,
      {
        predictions: [
          [1, 2],
          [4, 3],
        ],
      },
    ],
    [
      'rows of outputs by name',
      rows,
      {
        predictions: [
          { logits: [1, 2], q: 1 },
          { logits: [4, 3], q: 2 },
        ],
      },
    ],
    [
      'a table with numbered columns',
      rows,
      {
        predictions: [
          { 0: 1, 1: 2 },
          { 0: 4, 1: 3 },
        ],
      },
    ],
    [
      'the one column',
      columns,
      {
        outputs: [
          [1, 2],
          [4, 3],
        ],
      },
    ],
    [
      'columns by name',
      columns,
      {
        outputs: {
          logits: [
            [1, 2],
            [4, 3],
          ],
          q: [1, 2],
        },
      },
    ],
  ])('gives %s', (_, { protocol }, reply) => {
    expect(protocol.decode(replied(reply), 2)).toMatchObject(answer);
  });

  test.each([
    ['a row of another output', { predictions: [{ logits: [1, 2] }, { q: 1 }] }, '/predictions/1 has no "logits"'],
    ['no output of that name', { predictions: [{ q: 1 }, { q: 2 }] }, 'there is no output logits, only "q"'],
    ['one answer for two', { predictions: [[1, 2]] }, '/logits has 1 items, not 2'],
    ['an object', { predictions: { logits: [] } }, '/predictions is an object, not an array of rows'],
    ['a bare array', [[1, 2]], 'the body is an array of 1'],
    ['NaN', '{"predictions": [[NaN, 1], [1, 2]]}', 'NaN is no JSON'],
  ])('that gives %s is unreadable', (_, reply, problem) => {
    expect(rows.protocol.decode(replied(reply), 2)).toMatchObject({
      kind: 'unreadable',
      problem: expect.stringContaining(problem),
    });
  });

  test('states its inputs and outputs by signature', () => {
    const of = (size: string) => ({ dtype: 'DT_FLOAT', tensor_shape: { dim: [{ size: '-1' }, { size }] } });
    const metadata = (signature: string, size: string) =>
      new TextEncoder().encode(
        JSON.stringify({
          metadata: {
            signature_def: {
              signature_def: { [signature]: { inputs: { observation: of(size) }, outputs: { logits: of('2') } } },
            },
          },
        }),
      );
    expect(rows.protocol.metadata?.(metadata('act', '3'))).toMatchObject({ mismatches: [] });
    expect(columns.protocol.metadata?.(metadata('serving_default', '4'))).toMatchObject({
      mismatches: ['the input observation has the shape [-1, 4], not [-1, 3]'],
    });
    expect(rows.protocol.metadata?.(metadata('other', '3'))).toContain('signature_def/act is missing');
  });

  test('is read by the tap as it is asked', () => {
    const asked = (body: string) =>
      rows.asked({ method: 'POST', path: '/v1/models/m/versions/2:predict', body: Buffer.from(body) });
    expect(asked(rows.body(row))?.observation).toEqual(Float32Array.from(row));
    expect(asked('{"signature_name":"act","instances":[[1]]}')?.observation).toBe('/instances/0 has 1 items, not 3');
  });
});

test('KServe V1 is rows, with a readiness of its own', () => {
  const { endpoint, body, protocol } = speaking({ kserve: { model: 'm' } });
  expect(endpoint).toMatchObject({
    routes: { predict: { path: '/v1/models/m:predict' }, ready: { path: '/v1/models/m' } },
    ready: { pointer: '/ready', equals: true },
  });
  expect(endpoint.routes).not.toHaveProperty('metadata');
  expect(body(row)).toBe('{"instances":[[0.5,0.25,1]]}');
  expect(
    protocol.decode(
      replied({
        predictions: [
          [1, 2],
          [4, 3],
        ],
      }),
      2,
    ),
  ).toMatchObject(answer);
});

describe('MLflow scoring', () => {
  const by = (form: string, more: object = {}, contract = scoresAlone) =>
    speaking({ mlflow: { form, ...more } }, contract);

  test.each([
    ['dataframe_split', '{"dataframe_split":{"columns":["bid","ask","spread"],"data":[[0.5,0.25,1]]}}'],
    ['dataframe_records', '{"dataframe_records":[{"bid":0.5,"ask":0.25,"spread":1}]}'],
    ['instances', '{"instances":[[0.5,0.25,1]]}'],
    ['inputs', '{"inputs":[[0.5,0.25,1]]}'],
  ])('sends %s', (form, text) => {
    expect(by(form).body(row)).toBe(text);
    expect(by(form, { params: { temperature: 1 } }).body(row)).toBe(`${text.slice(0, -1)},"params":{"temperature":1}}`);
    const request = { method: 'POST', path: '/invocations', body: Buffer.from(text) };
    expect(by(form).asked(request)?.observation).toEqual(Float32Array.from(row));
  });

  test('sends no table where an observation is none', () => {
    expect(() => by('dataframe_split', {}, severalInputs)).toThrow('the form dataframe_split is a table');
  });

  test.each([
    [
      'rows',
      {
        predictions: [
          [1, 2],
          [4, 3],
        ],
      },
    ],
    [
      'columns by name',
      {
        predictions: {
          logits: [
            [1, 2],
            [4, 3],
          ],
        },
      },
    ],
    ['rows by name', { predictions: [{ logits: [1, 2] }, { logits: [4, 3] }] }],
  ])('is answered by %s', (_, reply) => {
    expect(by('inputs').protocol.decode(replied(reply), 2)).toMatchObject(answer);
  });

  test('is answered by all values in one column where the stack file says so', () => {
    const reply = { scores: { pointer: '/logits', shape: ['batch*actions'] } };
    const flat = { predictions: [1, 2, 4, 3].map((logits) => ({ logits })) };
    expect(by('dataframe_split', { reply }).protocol.decode(replied(flat), 2)).toMatchObject(answer);
    expect(by('dataframe_split').protocol.decode(replied(flat), 2)).toMatchObject({ kind: 'unreadable' });
  });

  test('misspells columns, leaves some out and has others in their place, to see them refused', () => {
    const { protocol } = by('dataframe_split');
    const notes = protocol.malformed(Float32Array.from(row)).map(({ note }) => note);
    expect(notes).toContain('the column bid is called bidx');
    expect(notes).toContain('the column bid is missing, and its values');
  });
});

describe('SageMaker with text/csv', () => {
  const csv = speaking({ sagemaker: { csv: { reply: { scores: '/predictions' } } } });

  test('sends rows of values, and reads JSON', () => {
    expect(csv.body(row, row)).toBe('0.5,0.25,1\n0.5,0.25,1');
    const request = csv.protocol.encode({ rows: 1, width: 3, values: Float32Array.from(row) });
    expect(request).toMatchObject({
      method: 'POST',
      path: '/invocations',
      headers: { 'content-type': 'text/csv', accept: 'application/json' },
    });
    expect(
      csv.protocol.decode(
        replied({
          predictions: [
            [1, 2],
            [4, 3],
          ],
        }),
        2,
      ),
    ).toMatchObject(answer);
    expect(csv.endpoint.routes.ready).toEqual({ method: 'GET', path: '/ping' });
  });

  test('reads the one row that somebody else sends', () => {
    const asked = (body: string) =>
      csv.asked({ method: 'POST', path: '/invocations', body: Buffer.from(body) })?.observation;
    expect(asked('0.5, 0.25,1e0\r\n')).toEqual(Float32Array.from(row));
    expect(asked('0.5,0.25')).toBe('the row has 2 values, not 3');
    expect(asked('0.5,,1')).toBe('value 1 (ask) is "", not a number');
    expect(asked('1,2,3\n1,2,3')).toBe('the body has 2 lines, not one');
  });

  test('can be wrong in count, value and form, alone and among good rows', () => {
    const wrong = csv.protocol.malformed(Float32Array.from(row));
    expect(new Set(wrong.map(({ kind }) => kind))).toEqual(new Set(['count', 'value', 'body']));
    const bodies = wrong.map(({ request }) => request.body);
    expect(bodies).toContain('0.5,0.25');
    expect(bodies).toContain('0.5,abc,1');
    expect(bodies).toContain('0.5,0.25,1\n0.5,0.25\n0.5,0.25,1');
    expect(bodies).not.toContain(csv.body(row));
  });
});

describe('a reply with status 200 that says that it is an error', () => {
  const failing = (failure: object) => speaking({ kserve: { model: 'm' } }, scoresAlone, { failure }).protocol;

  test.each([
    [{ pointer: '/status', equals: 'failed' }, { status: 'failed' }, 'refused'],
    [{ pointer: '/status', equals: 'failed' }, { status: 'ok', predictions: [[1, 2]] }, 'answered'],
    [{ pointer: '/error' }, { error: 'shape mismatch' }, 'refused'],
    [{ pointer: '/error' }, { error: null, predictions: [[1, 2]] }, 'answered'],
    [{ pointer: '/error' }, { predictions: [[1, 2]] }, 'answered'],
  ])('by %j: %j is %s', (failure, reply, kind) => {
    expect(failing(failure).decode(replied(reply), 1)).toMatchObject({ kind });
  });

  test('and gives an action all the same, gives an action', () => {
    const reply = { error: 'shape mismatch', predictions: [[1, 2]] };
    expect(failing({ pointer: '/error' }).decode(replied(reply), 1)).toMatchObject({ kind: 'refused', action: 1 });
  });
});
