import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { loadStack } from '../contract/load-stack.ts';
import { Journal } from '../history/journal.ts';
import { type Phase, phases } from '../history/phase.ts';
import { RecordedHistory } from '../history/recorded-history.ts';
import { logLine } from '../history/testing/exchanges.ts';
import { scratchFile } from '../history/testing/scratch-file.ts';
import { StackError } from '../stack/stack-error.ts';
import { runCampaign } from './campaign.ts';
import { CampaignError } from './campaign-error.ts';
import { DecisionWatch } from './decision-watch.ts';
import { Ledger } from './ledger.ts';
import type { Setting } from './phases/setting.ts';
import { prepareSearches } from './prepared-searches.ts';
import { kalshiSetting } from './testing/kalshi-setting.ts';
import { runningAt } from './testing/running-at.ts';
import { bodyOf, serving } from './testing/small-server.ts';

const stackFile = new URL('../../fixtures/stacks/embedded/stack.yaml', import.meta.url).pathname;
let setting: Setting & AsyncDisposable;

beforeAll(async () => {
  setting = await kalshiSetting();
});
afterAll(() => setting[Symbol.asyncDispose]());

/** Answers everything with one action, and counts and logs what it answers. */
function answering(watch: DecisionWatch, respond: (request: number) => boolean = () => true): RequestListener {
  let inferences = 0;
  let requests = 0;
  return async (request, response) => {
    const text = await bodyOf(request);
    if (request.url === '/metrics')
      return response.end(`model_inferences_total ${inferences}\nheuristic_fallbacks_total 0\n`);
    if (request.url === '/ready') return response.end('{"ready": true}');
    requests += 1;
    if (!respond(requests)) return request.socket.destroy();
    const rows = request.url === '/predict/batch' ? (JSON.parse(text) as { instances: unknown[] }).instances.length : 1;
    inferences += rows;
    for (let row = 0; row < rows; row += 1) {
      watch.see(logLine('INFO decision action=0 label=HOLD used_trained_model=true'));
    }
    return response.end('{"action": 0}');
  };
}

async function sent(
  wanted: readonly Phase[],
  {
    respond,
    failed,
    signal = new AbortController().signal,
    progress = () => {},
  }: {
    respond?: (request: number) => boolean;
    failed?: () => StackError | undefined;
    signal?: AbortSignal;
    progress?: (phase: Phase, requests: number) => void;
  } = {},
) {
  const { endpoint } = loadStack(stackFile).stack;
  const decisions = new DecisionWatch(endpoint);
  const origin = await serving(answering(decisions, respond));
  const path = scratchFile('history.sqlite');
  const journal = new Journal(path);
  onTestFinished(() => journal.close());
  const ledger = new Ledger();
  const asked = new Set(wanted);
  const campaign = runCampaign({
    setting,
    phases: asked,
    endpoint,
    running: runningAt(origin, failed),
    searches: prepareSearches(setting, asked),
    decisions,
    ledger,
    journal,
    clock: () => performance.now(),
    signal,
    progress,
  });
  return { campaign, ledger, decisions, history: () => new RecordedHistory(path) };
}

const served = [
  'golden',
  'nominal',
  'bulk',
  'boundary',
  'precise',
  'directed',
  'neighbours',
  'influence',
  'repeat',
  'alone',
  'batch',
] as const;

describe('a campaign', () => {
  test('sends a first row, and the phases that are asked for, in their order, however they were named', async () => {
    const { campaign, ledger, decisions, history } = await sent(served.toReversed());
    await campaign;
    using recorded = history();
    const exchanges = [...recorded.exchanges()];
    expect([...new Set(exchanges.map(({ phase }) => phase))]).toEqual(['first', ...served]);
    expect(exchanges).toHaveLength(ledger.requests);
    expect(decisions.count).toBe(ledger.observations);
    const rows = (phase: Phase) =>
      exchanges.filter((each) => each.phase === phase).reduce((sum, each) => sum + each.rows, 0);
    expect([rows('golden'), rows('nominal'), rows('bulk')]).toEqual([setting.golden.rows, setting.calls, 600]);
  });

  test('reads the counters before and after, and tells how the searches fared', async () => {
    const { campaign, ledger, history } = await sent(['nominal', 'directed', 'influence']);
    await campaign;
    using recorded = history();
    expect([...recorded.facts('counters')]).toMatchObject([
      { moment: 'before', inferences: 0, fallbacks: 0 },
      { moment: 'after', inferences: ledger.observations, fallbacks: 0 },
    ]);
    expect([...recorded.facts('reach')]).toHaveLength(21);
    expect([...recorded.facts('influence')]).toHaveLength(54);
    expect([...recorded.facts('aborted')]).toEqual([]);
  });

  test('measures the way there and back beside the calls that go alone', async () => {
    const { campaign, history } = await sent(['alone']);
    await campaign;
    using recorded = history();
    const ways = [...recorded.facts('transport')].map(({ milliseconds }) => milliseconds);
    expect(ways).toHaveLength(96);
    expect(Math.min(...ways)).toBeGreaterThanOrEqual(0);
  });

  test.each(['alone', 'latency'] as const)('records what the machine did in the phase %s', async (phase) => {
    const { campaign, history } = await sent([phase]);
    await campaign;
    using recorded = history();
    const [use, ...more] = recorded.facts('processors');
    expect(more).toEqual([]);
    expect(use).toMatchObject({ phase });
    expect(use!.all).toBeGreaterThan(0);
    for (const part of [use!.idle, use!.others, use!.waited]) expect(part).toBeGreaterThanOrEqual(0);
  });

  test('asks without inference beside every fourth request of the open loop', async () => {
    const { campaign, history } = await sent(['latency']);
    await campaign;
    using recorded = history();
    expect([...recorded.facts('transport-beside')]).toHaveLength([...recorded.facts('lateness')].length / 4);
  });

  test('tells of its progress', async () => {
    const told: [Phase, number][] = [];
    const { campaign } = await sent(['golden'], { progress: (...progress) => void told.push(progress) });
    await campaign;
    expect(told.at(-1)).toEqual(['golden', 1 + setting.golden.rows]);
  });

  test('sends nothing where nothing is asked for', async () => {
    const { campaign, ledger } = await sent([]);
    await campaign;
    expect(ledger.requests).toBe(0);
  });

  test('leaves the phases before and after it to others', async () => {
    const { campaign, ledger } = await sent(['cold', 'shrink']);
    await campaign;
    expect(ledger.requests).toBe(0);
    expect(Object.keys(phases)).toEqual(expect.arrayContaining([...served, 'cold', 'shrink', 'malformed', 'latency']));
  });
});

describe('an endpoint that goes away', () => {
  test('ends the campaign, not the run: what was recorded stays, with the reason', async () => {
    const { campaign, history } = await sent(['golden', 'nominal'], { respond: (request) => request <= 40 });
    await campaign;
    using recorded = history();
    const [aborted] = recorded.facts('aborted');
    expect(aborted?.reason).toMatch(/^32 requests in a row/);
    expect([...recorded.exchanges()]).toHaveLength(40 + 32);
    expect([...recorded.facts('counters')].map(({ moment }) => moment)).toEqual(['before']);
  });

  test('is known by what became of its process, too', async () => {
    const gone = new StackError('STACK_EXITED', { problem: 'the endpoint exited with code 1', remedy: 'read its log' });
    let asked = 0;
    const failed = () => {
      asked += 1;
      return asked > 5 ? gone : undefined;
    };
    const { campaign, history } = await sent(['golden'], { failed });
    await campaign;
    using recorded = history();
    expect([...recorded.facts('aborted')]).toMatchObject([
      { reason: 'the endpoint exited with code 1 (read its log)' },
    ]);
    expect([...recorded.exchanges()]).toHaveLength(5);
  });
});

test('an interruption is thrown, and is no fact about the endpoint', async () => {
  const stop = new AbortController();
  const reason = new CampaignError('INTERRUPTED', { problem: 'interrupted', remedy: 'begin again' });
  const { campaign, history } = await sent(['nominal'], { signal: stop.signal, progress: () => stop.abort(reason) });
  await expect(campaign).rejects.toBe(reason);
  using recorded = history();
  expect([...recorded.facts('aborted')]).toEqual([]);
});
