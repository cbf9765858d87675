import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { actionSpace } from '../contract/action-space.ts';
import type { Contract } from '../contract/contract.ts';
import { placedInputs, tensorOf } from '../contract/tensor.ts';
import { markedArtifact } from './marked-artifact.ts';
import { readOnnx } from './onnx-file.ts';
import { integer, message, node, operatorSet, tensor, text, value, type Write, written } from './onnx-writer.ts';
import { sessionOptions } from './session-options.ts';
import { externalTensor, linearModel } from './testing/onnx-model.ts';
import { linearContract } from './testing/scratch.ts';

type MarkedContract = Pick<Contract, 'policy' | 'actions'>;

/** Takes `observation` of three values, and gives `logits` of three. */
const contract = linearContract({ path: 'policy.onnx', sha256: '' }, { features: 3 });
const rotatedByOne = 'scores rotated by 1 action';
const observations = [
  [1, 2, 3],
  [6, 5, 4],
];
/** What the three scores become. */
const turned = ([a, b, c]: readonly number[]) => [c!, a!, b!];

const boolean = 9;
const whole = 7;
const output = (name: string, ...sizes: (number | string)[]) => message(12, value(name, ['batch', ...sizes]));
const action = message(12, value('action', ['batch'], whole));
const best = node('ArgMax', ['logits'], 'action', { axis: 1, keepdims: 0 });

/** A model of these parts of a graph that takes `observation`. */
function model(parts: readonly Write[], { opset = 17, irVersion = 8 } = {}): Uint8Array<ArrayBuffer> {
  return written((writer) => {
    integer(1, irVersion)(writer);
    message(7, (graph) => {
      text(2, 'policy')(graph);
      message(11, value('observation', ['batch', 3]))(graph);
      for (const part of parts) part(graph);
    })(writer);
    message(8, operatorSet('', opset))(writer);
  });
}

/** An If by the sign of the first observation: its branches read what stands around them. */
function either(output: string, ...branches: readonly [readonly Write[], readonly Write[]]): Write {
  return message(1, (writer) => {
    text(1, 'isFirst')(writer);
    text(2, output)(writer);
    text(4, 'If')(writer);
    for (const [index, branch] of branches.entries()) {
      message(5, (attribute) => {
        text(1, index === 0 ? 'then_branch' : 'else_branch')(attribute);
        message(6, (graph) => {
          text(2, `branch ${index}`)(graph);
          for (const part of branch) part(graph);
        })(attribute);
        integer(20, 5)(attribute);
      })(writer);
    }
  });
}

const isFirst: readonly Write[] = [
  node('ReduceMax', ['observation'], 'most', { keepdims: 0 }),
  message(5, tensor('five', [], [5.5])),
  node('Greater', ['most', 'five'], 'isFirst'),
];

function marked(file: Uint8Array, by: MarkedContract = contract) {
  const derived = markedArtifact(file, by);
  if (typeof derived === 'string') throw new Error(derived);
  return derived;
}

async function answers(file: Uint8Array, rows: readonly (readonly number[])[], more: Record<string, Tensor> = {}) {
  const session = await InferenceSession.create(file, sessionOptions);
  const observation = new Tensor('float32', Float32Array.from(rows.flat()), [rows.length, rows[0]!.length]);
  const given = await session.run({ observation, ...more });
  await session.release();
  const rowsOf = (tensor: Tensor) => {
    const values = Array.from(tensor.data as Iterable<number | bigint>, Number);
    const width = values.length / rows.length;
    return rows.map((_, row) => values.slice(row * width, (row + 1) * width));
  };
  return Object.fromEntries(Object.entries(given).map(([name, tensor]) => [name, rowsOf(tensor)]));
}

describe('a marked artifact', () => {
  test('rotates the scores, keeps what it takes and gives, and its versions', async () => {
    const file = linearModel({ weights: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] }); // biome-ignore format: a matrix
    const { bytes, law } = marked(file);
    expect(law).toBe(rotatedByOne);
    expect(readOnnx(bytes)).toEqual(readOnnx(file));
    expect(await answers(bytes, observations)).toEqual({ logits: observations.map(turned) });
  });

  test('can be marked again', async () => {
    const once = marked(model([node('Identity', ['observation'], 'logits'), output('logits', 3)]));
    expect(await answers(marked(once.bytes).bytes, observations)).toEqual({
      logits: observations.map((row) => turned(turned(row))),
    });
  });

  test('gives the best action by the scores that it gives, where it gives one; what is computed aside stays', async () => {
    const file = model([
      node('Identity', ['observation'], 'hidden'),
      node('ReduceMax', ['hidden'], 'value', { axes: 1 }),
      node('Neg', ['hidden'], 'logits'),
      best,
      ...[output('logits', 3), action, message(12, value('value', []))],
    ]);
    const own = model([node('Neg', ['observation'], 'logits'), best, output('logits', 3), action]);
    expect(await answers(own, observations)).toMatchObject({ action: [[0], [2]] });
    expect(await answers(marked(own).bytes, observations)).toMatchObject({ action: [[1], [0]] });
    expect(marked(file).law).toBe(rotatedByOne);
  });

  test.each<[string, Write]>([
    [
      'an If',
      either(
        'logits',
        [node('Neg', ['observation'], 'then'), message(12, value('then', ['batch', 3]))],
        [node('Identity', ['observation'], 'else'), message(12, value('else', ['batch', 3]))],
      ),
    ],
    [
      'an If whose branches use the name for something else',
      either(
        'logits',
        [node('Neg', ['observation'], 'logits'), message(12, value('logits', ['batch', 3]))],
        [node('Identity', ['observation'], 'logits'), message(12, value('logits', ['batch', 3]))],
      ),
    ],
  ])('is made where the scores come from %s', async (_, scores) => {
    const file = model([...isFirst, scores, output('logits', 3)]);
    const [own, other] = await Promise.all([answers(file, observations), answers(marked(file).bytes, observations)]);
    expect(own).toEqual({ logits: [[-1, -2, -3], [-6, -5, -4]] }); // biome-ignore format: a matrix
    expect(other).toEqual({ logits: own.logits!.map(turned) });
  });

  test('is made where a subgraph reads the scores, which then reads the rotated ones', async () => {
    const again = either(
      'again',
      [node('Identity', ['logits'], 'then'), message(12, value('then', ['batch', 3]))],
      [node('Neg', ['logits'], 'else'), message(12, value('else', ['batch', 3]))],
    );
    const file = model([
      ...isFirst,
      node('Neg', ['observation'], 'logits'),
      again,
      output('logits', 3),
      output('again', 3),
    ]);
    const { logits, again: read } = await answers(marked(file).bytes, observations);
    expect(logits).toEqual([[-3, -1, -2], [-4, -6, -5]]); // biome-ignore format: a matrix
    expect(read).toEqual(logits);
  });

  test('is made of files of old, in which weights are listed as inputs', async () => {
    const listed: Write = (graph) => {
      message(11, value('weights', [3, 3]))(graph);
      message(11, value('bias', [3]))(graph);
    };
    const weights = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // biome-ignore format: a matrix
    const { bytes } = marked(linearModel({ irVersion: 3, opset: 9, weights, inGraph: listed }));
    expect(await answers(bytes, observations)).toEqual({ logits: observations.map(turned) });
  });

  test('moves all quantiles of an action together, also where they stand in one axis', async () => {
    const scores = tensorOf({ name: 'logits', shape: ['batch', 6], dtype: 'float32' });
    const by: MarkedContract = {
      policy: { ...contract.policy, output: { ...scores, decode: 'mean-argmax' }, outputs: [scores] },
      actions: actionSpace({ discrete: 3, quantiles: 2, labels: ['A', 'B', 'C'], unreachable: [], orders: {} }),
    };
    const file = linearModel({ weights: [[1, 0, 0], [2, 0, 0], [0, 1, 0], [0, 2, 0], [0, 0, 1], [0, 0, 2]] }); // biome-ignore format: a matrix
    const { bytes, law } = marked(file, by);
    expect(law).toBe('quantiles rotated by 1 action');
    expect(await answers(bytes, [[1, 10, 100]])).toEqual({ logits: [[100, 200, 1, 2, 10, 20]] });
  });
});

describe('a box', () => {
  // In float32, 0.1 + 0.3 - 0.3 is less than 0.1.
  const box = { low: [-1, 0.1, -8], high: [1, 0.3, -2] };
  const by: MarkedContract = {
    policy: { ...contract.policy, output: { ...contract.policy.output, decode: 'value' } },
    actions: actionSpace({ box, labels: [], unreachable: [], orders: {} }),
  };
  const file = model([node('Identity', ['observation'], 'logits'), output('logits', 3)]);

  test('is mirrored in each dimension, and never left', async () => {
    const { bytes, law } = marked(file, by);
    expect(law).toBe('values mirrored within their range');
    const rows = [box.low, box.high, [0.25, 0.125, -3]].map((row) => row.map(Math.fround));
    const { logits } = await answers(bytes, rows);
    expect(logits!.slice(0, 2)).toEqual([rows[1], rows[0]]);
    for (const [dimension, expected] of [-0.25, 0.275, -7].entries())
      expect(Math.abs(logits![2]![dimension]! - expected)).toBeLessThan(1e-6);
  });

  test('needs operators that can bound each value', () => {
    const old = model([node('Identity', ['observation'], 'logits'), output('logits', 3)], { opset: 7 });
    expect(markedArtifact(old, by)).toBe('it is written for operators of version 7, which cannot bound each value');
  });
});

describe('a mask', () => {
  const mask = message(11, value('mask', ['batch', 3], boolean));
  const least = message(5, tensor('least', [], [-100]));
  const masked: MarkedContract = {
    ...contract,
    policy: {
      ...contract.policy,
      inputs: placedInputs([
        { name: 'observation', shape: ['batch', 3], dtype: 'float32' },
        { name: 'mask', shape: ['batch', 3], dtype: 'bool' },
      ]),
      mask: 'mask',
    },
  };
  const allows = [[1, 0, 1], [0, 1, 1]]; // biome-ignore format: a matrix
  const feed = { mask: new Tensor('bool', Uint8Array.from(allows.flat()), [2, 3]) };
  const where = node('Where', ['mask', 'observation', 'least'], 'logits');
  const whereInside = either(
    'logits',
    [node('Where', ['mask', 'observation', 'least'], 'then'), message(12, value('then', ['batch', 3]))],
    [node('Where', ['mask', 'observation', 'least'], 'else'), message(12, value('else', ['batch', 3]))],
  );

  test.each([
    ['a node', [where]],
    ['a subgraph', [...isFirst, whereInside]],
  ])('that is read by %s still forbids what it forbids', async (_, nodes) => {
    const file = model([mask, least, ...nodes, output('logits', 3)]);
    const { bytes, law } = marked(file, masked);
    expect(law).toBe('scores and mask rotated by 1 action');
    expect(await answers(bytes, observations, feed)).toEqual({ logits: [[3, -100, 2], [-100, 6, 5]] }); // biome-ignore format: a matrix
  });

  test('is seen as it is by what reads the scores', async () => {
    const again = node('Where', ['mask', 'logits', 'least'], 'again');
    const file = model([mask, least, where, again, output('logits', 3), output('again', 3)]);
    const { logits, again: read } = await answers(marked(file, masked).bytes, observations, feed);
    expect(read).toEqual(logits);
  });

  test('whose name means something else in a subgraph is left alone', () => {
    const inside = either(
      'logits',
      [node('Neg', ['observation'], 'mask'), message(12, value('mask', ['batch', 3]))],
      [node('Neg', ['observation'], 'else'), message(12, value('else', ['batch', 3]))],
    );
    const file = model([mask, ...isFirst, inside, output('logits', 3)]);
    expect(markedArtifact(file, masked)).toBe('mask has another meaning in a subgraph');
  });
});

describe('none is made, and words say why:', () => {
  const scores = node('Neg', ['observation'], 'logits');
  const external = (graph: Write) => linearModel({ inGraph: graph });
  test.each<[string, Uint8Array]>([
    ['no node of its graph computes logits', model([message(11, value('logits', ['batch', 3])), output('logits', 3)])],
    [
      'no node of its graph computes logits',
      model([message(5, tensor('logits', [1, 3], [1, 2, 3])), output('logits', 3)]),
    ],
    ['logits is computed in 2 places', model([scores, scores, output('logits', 3)])],
    [
      'its nodes do not stand in the order in which they are computed',
      model([node('Neg', ['later'], 'logits'), node('Neg', ['observation'], 'later'), output('logits', 3)]),
    ],
    [
      'its output action may be the action as well, and is not computed from logits',
      model([node('ArgMax', ['observation'], 'action', { axis: 1, keepdims: 0 }), scores, action, output('logits', 3)]),
    ],
    ['its graph stands in the file in 2 pieces', linearModel({ inModel: message(7, text(10, 'a second')) })],
    ['it keeps weights in other files', external(message(5, externalTensor('hidden', [1], 'weights.bin')))],
    ['the file does not begin as an ONNX model does', new Uint8Array(64)],
    ['the file is damaged (', external(message(1, (writer) => writer.uint32(0x0a).uint32(99)))],
  ])('%s', (reason, file) => {
    expect(markedArtifact(file, contract)).toEqual(expect.stringContaining(reason));
  });
});
