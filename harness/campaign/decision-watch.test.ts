import { expect, test } from 'vitest';
import { endpoint } from '../checks/testing/small-contract.ts';
import { logLine } from '../history/testing/exchanges.ts';
import { DecisionWatch } from './decision-watch.ts';

const patient = { logs: { ...endpoint.logs, settle: 60_000 } };

test('lines that tell of a decision are counted, others are not', () => {
  const watch = new DecisionWatch(endpoint);
  for (const text of ['ready', 'decision used=true', 'decision action=BUY used=false', 'indecision'])
    watch.see(logLine(text));
  expect(watch.count).toBe(2);
});

test('it settles as soon as the last line is there', async () => {
  const watch = new DecisionWatch(patient);
  let settled = false;
  const settling = watch.settled(2).then(() => {
    settled = true;
  });
  watch.see(logLine('decision used=true'));
  await new Promise(setImmediate);
  expect(settled).toBe(false);
  watch.see(logLine('decision used=true'));
  await settling;
});

test('it settles at once where enough are there already', async () => {
  const watch = new DecisionWatch(patient);
  watch.see(logLine('decision used=true'));
  await watch.settled(1);
  await watch.settled(0);
});

test('it waits no longer than the stack file says, and what is missing is no error', async () => {
  const watch = new DecisionWatch({ logs: { ...endpoint.logs, settle: 20 } });
  const begin = performance.now();
  await watch.settled(Number.POSITIVE_INFINITY);
  expect(performance.now() - begin).toBeGreaterThanOrEqual(20);
});

test('without a pattern there is nothing to wait for', async () => {
  await new DecisionWatch({ logs: { ...patient.logs, decision: undefined } }).settled(1_000);
});
