import { expect, test } from 'vitest';
import { sizesWithoutTheEstimateAreAsBefore } from './sizes-without-the-estimate-are-as-before.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { contract, refused } from './testing/decisions.ts';
import { boughtAsBefore, judgedSizes, orderOf, sized, sizing } from './testing/sized-orders.ts';

const healthy = [0, 1].flatMap((subject) => [
  boughtAsBefore('unestimated', { subject }),
  boughtAsBefore('opted-out', { subject }),
]);
const judged = (...decisions: typeof healthy) => judgedSizes(sizesWithoutTheEstimateAreAsBefore, decisions);

test('full sizes, in both ways of taking the estimate away', () => {
  expectProven(judged(...healthy), {
    examined: 4,
    notes: [
      '2 decisions on answers without the tail mean, 2 orders',
      '2 decisions of an application that was started without the estimate, 2 orders',
    ],
  });
});

test.each([
  ['unestimated', 'the answer states no tail mean'],
  ['opted-out', 'the application was started without the estimate'],
] as const)('another size, or none, is a finding where %s', (phase, where) => {
  for (const orders of [orderOf(25), orderOf(100 + 2 ** -40), []]) {
    const [finding] = expectRefuted(
      judged(...healthy, boughtAsBefore(phase, { orders })),
      /the size is not that of before/,
    );
    expect(finding!.about).toContain(where);
  }
});

test('the same number written otherwise is not bit for bit the same', () => {
  const written = boughtAsBefore('opted-out', { subject: 1, orders: orderOf(100, '100.0') });
  expect(expectRefuted(judged(...healthy, written), /the size is written otherwise/)[0]).toMatchObject({
    expected: '100',
    seen: '100.0',
  });
});

test('where the stack file does not say how it starts without the estimate, the answers alone are compared', () => {
  const [first] = healthy;
  const result = judgedSizes(sizesWithoutTheEstimateAreAsBefore, [first!], { optsOut: false });
  expectProven(result, { examined: 1 });
  expect(result.notes[1]).toMatch(/^not compared/);
  expectUnproven(judged(first!), /no decision was seen where the application was started without/);
});

test('where the contract has it refused, nothing may be ordered', () => {
  const refusing = { ...sized, sizing: { ...sizing, missing: 'refused' as const } };
  const one = boughtAsBefore('unestimated', { given: [{ kind: 'unusable', text: 'no tail mean' }] });
  const under = { under: refusing, optsOut: false };
  const judgedRefusing = (each: typeof one) => judgedSizes(sizesWithoutTheEstimateAreAsBefore, [each], under);
  expectProven(judgedRefusing({ ...one, stated: refused, orders: [] }), { examined: 1 });
  expectRefuted(judgedRefusing(one), /was not refused/);
  expectRefuted(judgedRefusing({ ...one, orders: [] }), /was not refused/);
});

test('what was not taken out says nothing', () => {
  const hindered = boughtAsBefore('unestimated', { putIn: { kind: 'hindered', reason: 'no place' }, orders: [] });
  expectUnproven(judged(...healthy, hindered), /no place/);
  expectUnproven(judgedSizes(sizesWithoutTheEstimateAreAsBefore, healthy, { under: contract }), /sizes no orders/);
});
