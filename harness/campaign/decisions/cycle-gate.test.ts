import { setImmediate as everythingPromised } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CycleGate, type CycleGateOptions } from './cycle-gate.ts';

const orders = { method: 'POST', path: '/orders' } as const;

/** A gate, and what became of each fetch: undefined where it is held back. */
function gated(options: Omit<CycleGateOptions, 'orders'> = {}) {
  const gate = new CycleGate({ ...options, orders });
  const admitted: (boolean | undefined)[] = [];
  const ask = (text: string, gone = new AbortController().signal): void => {
    const [method = '', path = ''] = text.split(' ');
    const index = admitted.push(undefined) - 1;
    const answer = gate.admit({ method, path }, gone);
    if (typeof answer === 'boolean') admitted[index] = answer;
    else
      void answer.then((said) => {
        admitted[index] = said;
      });
  };
  const seen = async () => {
    await everythingPromised();
    return admitted;
  };
  return { gate, ask, seen };
}

test('whoever begins a cycle before it is wanted waits, and is let through when it is', async () => {
  const { gate, ask, seen } = gated();
  expect(gate.isReached).toBe(false);
  ask('GET /bars/A');
  ask('GET /account');
  expect(gate.isReached).toBe(true);
  expect(await seen()).toEqual([undefined, undefined]);
  gate.release();
  expect(gate.isReached).toBe(false);
  expect(await seen()).toEqual([true, true]);
});

test('a cycle is over where it looks at the market again after the endpoint was asked, whatever it fetches first', async () => {
  const { gate, ask, seen } = gated();
  ask('GET /bars/A');
  gate.release();
  ask('GET /account');
  gate.sawQuestion();
  ask('POST /orders');
  expect(gate.isReached).toBe(false);
  ask('GET /account');
  ask('GET /bars/A');
  expect(gate.isReached).toBe(true);
  expect(await seen()).toEqual([true, true, true, undefined, undefined]);
});

test('an order, too, says that what is fetched next belongs to the next cycle', async () => {
  const { gate, ask, seen } = gated();
  gate.release();
  ask('GET /bars/A');
  ask('POST /orders');
  ask('GET /bars/A?limit=9');
  expect(await seen()).toEqual([true, true, undefined]);
});

test('what was never fetched before the question begins nothing, and is let through', async () => {
  const { gate, ask, seen } = gated();
  ask('GET /bars/A');
  gate.release();
  for (let cycle = 0; cycle < 2; cycle += 1) {
    gate.sawQuestion();
    ask('GET /account');
    ask('POST /orders');
    ask('GET /account');
    expect(gate.isReached).toBe(false);
    ask('GET /bars/A');
    expect(gate.isReached).toBe(true);
    ask('GET /account');
    gate.release();
  }
  expect(gate.tornApart).toBe(0);
  const cycle = [true, true, true, true, true];
  expect(await seen()).toEqual([true, ...cycle, ...cycle]);
});

test('what was fetched before the question even once may begin a cycle from then on', async () => {
  const { gate, ask, seen } = gated();
  ask('GET /bars/A');
  gate.release();
  gate.sawQuestion();
  ask('GET /account');
  ask('GET /bars/A');
  gate.release();
  ask('GET /account');
  gate.sawQuestion();
  ask('GET /account');
  expect(gate.isReached).toBe(true);
  expect(await seen()).toEqual([true, true, true, true, undefined]);
});

test('orders of cycles that a look ended too soon are counted, until one is ended as it should be', async () => {
  const { gate, ask } = gated();
  const torn = () => {
    ask('GET /bars/A');
    gate.release();
    gate.sawQuestion();
    ask('GET /bars/A');
    gate.release();
    ask('POST /orders');
  };
  torn();
  torn();
  expect(gate.tornApart).toBe(2);
  ask('GET /bars/A');
  gate.release();
  gate.sawQuestion();
  ask('POST /orders');
  expect(gate.tornApart).toBe(0);
});

test('who orders without ever asking, or before it asks, is not ended too soon', () => {
  for (const asks of [false, true]) {
    const { gate, ask } = gated();
    for (let cycle = 0; cycle < 4; cycle += 1) {
      ask('GET /bars/A');
      gate.release();
      ask('POST /orders');
      if (asks) gate.sawQuestion();
    }
    expect(gate.tornApart).toBe(0);
  }
});

test('one that fetches the same five times, and does not ask, does not ask', async () => {
  const { gate, ask, seen } = gated();
  ask('GET /bars/A');
  gate.release();
  const cycles = Array(4).fill(['GET /account', 'GET /bars/A']).flat();
  for (const fetch of cycles) ask(fetch);
  expect(gate.isReached).toBe(false);
  ask('GET /bars/A');
  expect(gate.isReached).toBe(true);
  expect(await seen()).toEqual([true, ...cycles.map(() => true), undefined]);
});

test('a cycle that may have seen some of what was shown before is given up, and the next one let through', async () => {
  const { gate, ask, seen } = gated();
  gate.release();
  for (let look = 0; look < 4; look += 1) ask('GET /bars/A');
  ask('GET /account');
  ask('GET /bars/A');
  ask('GET /positions');
  expect(gate.isReached).toBe(true);
  gate.release();
  ask('GET /bars/A');
  gate.sawQuestion();
  ask('GET /bars/A');
  gate.release();
  expect(await seen()).toEqual([true, true, true, true, true, false, false, true, true]);
});

test('what was held back for one that left counts for nothing', async () => {
  const { gate, ask, seen } = gated();
  const impatient = new AbortController();
  for (const path of ['A', 'B', 'C']) ask(`GET /${path}`, impatient.signal);
  ask('GET /A');
  gate.release();
  impatient.abort();
  for (const path of ['B', 'C']) ask(`GET /${path}`);
  expect(gate.isReached).toBe(false);
  gate.sawQuestion();
  ask('GET /A');
  expect(gate.isReached).toBe(true);
  expect((await seen()).slice(3)).toEqual([true, true, true, undefined]);
});

test('where it is said what a cycle begins with, the rest may be fetched at any time', async () => {
  const { gate, ask, seen } = gated({ begins: [{ method: 'GET', path: '/markets/${market}' }] });
  ask('GET /status');
  ask('GET /markets/A?depth=4');
  gate.release();
  gate.sawQuestion();
  ask('GET /markets/A/orderbook');
  expect(gate.isReached).toBe(false);
  ask('GET /markets/A');
  expect(gate.isReached).toBe(true);
  expect(await seen()).toEqual([true, true, true, undefined]);
});

test('who does not wait any longer is not let through, and stands at no beginning', async () => {
  const { gate, ask, seen } = gated();
  const impatient = new AbortController();
  ask('GET /bars/A', impatient.signal);
  ask('GET /bars/A', AbortSignal.abort());
  impatient.abort();
  expect(gate.isReached).toBe(false);
  gate.release();
  expect(await seen()).toEqual([false, false]);
});

test('once it is closed, nobody begins another cycle, and nobody waits', async () => {
  const { gate, ask, seen } = gated();
  ask('GET /bars/A');
  gate.close();
  ask('GET /bars/A');
  ask('POST /orders');
  expect(await seen()).toEqual([false, false, true]);
});
