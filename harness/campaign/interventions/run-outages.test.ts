import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { redactorOf } from '../../contract/redactor.ts';
import type { Exchange } from '../../history/exchange.ts';
import type { OutageFacts } from '../../history/run-event.ts';
import { openHttp } from '../../protocols/http.ts';
import type { RunningEndpoint } from '../../stack/running-endpoint.ts';
import { endpointFile, portOf, server, start, workbench } from '../../stack/testing/workbench.ts';
import { MlflowServer } from '../../stack/tracking/mlflow-server.ts';
import { Ledger } from '../ledger.ts';
import { kalshiSetting } from '../testing/kalshi-setting.ts';
import { bodyOf, serving } from '../testing/small-server.ts';
import { commandedOutage } from './commanded-outage.ts';
import type { CommandStep } from './intervention.ts';
import { type Outage, outagesBy } from './outage.ts';
import { type OutageOptions, runOutages } from './run-outages.ts';

const bench = await workbench();
const setting = await kalshiSetting();
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await setting[Symbol.asyncDispose]();
});

const program = await bench.write('tracking.mjs', server('listen();'));
const everyRow = 24 * 8;
/** Of which one without an answer ends an outage. */
const first = 8;
/** Where nobody listens: a server that asks there first gives no answer. */
const nowhere = 'http://127.0.0.1:1';

/** A tracking server that is a process of its own. */
async function tracking(port?: number): Promise<RunningEndpoint> {
  const changes = port === undefined ? {} : { start: { env: { PORT: '${port}' }, port } };
  const { endpoint } = await start(endpointFile(['node', program], changes), bench.folder);
  onTestFinished(() => endpoint.stop());
  return endpoint;
}

const answer = { action: 0, logits: Array.from({ length: 21 }, () => 0), used_trained_model: true };

/** @param needed - where a model server asks before each answer; nowhere, unless given */
async function served(needed?: string): Promise<string> {
  return await serving(async (request, response) => {
    await bodyOf(request);
    const asked = needed && fetch(needed, { signal: AbortSignal.timeout(400) });
    const isThere = await Promise.resolve(asked).then(
      () => true,
      () => false,
    );
    response.writeHead(isThere ? 200 : 500).end(JSON.stringify(isThere ? answer : {}));
  });
}

async function carriedOut(
  to: string,
  { origin }: { origin: string },
  outages: (health: OutageOptions['health']) => readonly Outage[],
  signal = new AbortController().signal,
  endpoint: OutageOptions['endpoint'] = { busy: [503], concurrency: 16 },
) {
  await using asked = new MlflowServer(origin, { headers: {}, redactor: redactorOf(new Map()) });
  const client = openHttp(to, { connections: 8, deadlineMs: 10_000 });
  onTestFinished(() => client.close());
  const health = (within: number) => asked.health(within);
  const recorded: Exchange[] = [];
  const facts: OutageFacts[] = [];
  const ended = runOutages({
    setting,
    endpoint,
    client,
    outages: outages(health),
    health,
    ledger: new Ledger(),
    journal: { exchange: (exchange) => void recorded.push(exchange) },
    record: (fact) => void facts.push(fact),
    signal,
  });
  return { error: await ended.catch((error: unknown) => error), facts, recorded, sent: sentIn(recorded) };
}

function sentIn(recorded: readonly Exchange[]): Record<string, number> {
  const sent: Record<string, number> = {};
  for (const { note, phase } of recorded) {
    expect(phase).toBe('untracked');
    sent[note] = (sent[note] ?? 0) + 1;
  }
  return sent;
}

describe('a tracking server that is a process', () => {
  test('is slow, silent and gone while rows are sent, and is seen to be so', async () => {
    const process = await tracking();
    const { facts, sent, recorded } = await carriedOut(await served(), process, () => outagesBy(process.process!));
    expect(facts).toEqual([
      { kind: 'outage', way: 'slow', seen: true, said: expect.stringMatching(/^an answer after \d{3,4} ms$/) },
      { kind: 'outage', way: 'silent', seen: true, said: 'no answer' },
      { kind: 'outage', way: 'gone', seen: true, said: 'no answer' },
    ]);
    expect(sent).toEqual({ there: everyRow, slow: everyRow, silent: everyRow, gone: everyRow });
    expect(recorded[0]).toMatchObject({ note: 'there' });
    await process.exit;
  });

  test('without which the endpoint gives no answer is left again at once', async () => {
    const process = await tracking();
    const { facts, sent } = await carriedOut(await served(process.origin), process, () =>
      outagesBy(process.process!).slice(1),
    );
    expect(facts.map(({ way, seen }) => [way, seen])).toEqual([
      ['silent', true],
      ['gone', true],
    ]);
    expect(sent).toEqual({ there: everyRow, silent: first, gone: first });
  });

  test('that nobody holds up is seen to be well', async () => {
    const process = await tracking();
    const nothing = async () => {};
    const hands = { freeze: nothing, goOn: nothing, kill: nothing };
    const { facts } = await carriedOut(await served(nowhere), process, () => outagesBy(hands));
    expect(facts.map(({ way, seen }) => [way, seen])).toEqual([
      ['slow', false],
      ['silent', false],
      ['gone', false],
    ]);
  });
});

describe('rows are sent as the stack file says that the endpoint takes them:', () => {
  const gone: Outage = { way: 'gone', asked: 'last', begin: async () => ({ end: async () => undefined }) };
  const sentAs = (to: string, endpoint: OutageOptions['endpoint']) =>
    carriedOut(to, { origin: nowhere }, () => [gone], undefined, endpoint);

  test('as many at once as it takes, each of them in its turn', async () => {
    let [inFlight, most] = [0, 0];
    const origin = await serving(async (request, response) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await bodyOf(request);
      await pause(2);
      inFlight -= 1;
      response.end(JSON.stringify(answer));
    });
    const { recorded, sent } = await sentAs(origin, { busy: [], concurrency: 3 });
    expect(most).toBe(3);
    expect(sent).toEqual({ there: 24 * 3, gone: 24 * 3 });
    expect(new Set(recorded.map(({ subject }) => subject)).size).toBe(first);
  });

  test('again where it is busy', async () => {
    let asked = 0;
    const origin = await serving(async (request, response) => {
      await bodyOf(request);
      asked += 1;
      response.writeHead(asked % 10 === 0 ? 503 : 200).end(JSON.stringify(answer));
    });
    const { recorded, sent } = await sentAs(origin, { busy: [503], concurrency: 16 });
    expect(sent).toEqual({ there: everyRow, gone: everyRow });
    expect(recorded.filter(({ outcome }) => outcome.kind !== 'reply' || outcome.status !== 200)).toEqual([]);
    expect(recorded.reduce((total, { retries }) => total + retries, 0)).toBe(asked - 2 * everyRow);
  });
});

describe('a command that takes the tracking server down', () => {
  /** @param command - what is wrong with a step, in place of carrying it out */
  async function commanded(
    to: string,
    command: (step: CommandStep) => string | undefined = () => undefined,
    signal?: AbortSignal,
  ) {
    let process = await tracking();
    const { origin } = process;
    const steps: CommandStep[] = [];
    let isDown = false;
    const run = async (step: CommandStep) => {
      steps.push(step);
      const wasDown = isDown;
      const problem = command(step);
      if (problem !== undefined) return problem === '' ? undefined : problem;
      isDown = step === 'run';
      if (isDown) await process.process!.kill();
      else if (wasDown) process = await tracking(portOf(process));
      return undefined;
    };
    const within = 400; // milliseconds
    const outage = (health: OutageOptions['health']) => [
      commandedOutage({ command: run, health, within, signal: signal ?? new AbortController().signal }),
    ];
    return { ...(await carriedOut(to, { origin }, outage, signal)), steps };
  }

  test('makes an outage, and the other one ends it', async () => {
    const { facts, sent, steps } = await commanded(await served());
    expect(facts).toEqual([{ kind: 'outage', way: 'gone', by: 'command', seen: true, said: 'no answer' }]);
    expect(sent).toEqual({ there: everyRow, gone: everyRow });
    expect(steps).toEqual(['run', 'undo']);
  });

  test.each<[string, CommandStep, string, string, number]>([
    ['fails', 'run', 'it ended with exit code 1', 'the command that takes it down: it ended with exit code 1', 0],
    ['changes nothing', 'run', '', 'it still answered 400 ms after it was taken down', 0],
    ['cannot be taken back', 'undo', 'no', 'the command that brings it back: no', first],
    ['is taken back by one that does nothing', 'undo', '', 'it did not answer again within 400 ms', first],
  ])('and %s leaves its reason', async (_, wrong, told, problem, rows) => {
    const { facts, sent, steps } = await commanded(await served(nowhere), (step) =>
      step === wrong ? told : undefined,
    );
    expect(facts).toMatchObject([{ way: 'gone', by: 'command', problem }]);
    expect(sent.gone ?? 0).toBe(rows);
    expect(steps).toEqual(['run', 'undo']);
  });

  test('is taken back also where the run is interrupted', async () => {
    const stop = new AbortController();
    const { error, steps, facts } = await commanded(
      await served(),
      (step) => {
        if (step === 'run') setTimeout(() => stop.abort(new Error('interrupted')), 200);
        return undefined;
      },
      stop.signal,
    );
    expect(error).toMatchObject({ cause: expect.objectContaining({ message: 'interrupted' }) });
    expect(steps).toEqual(['run', 'undo']);
    expect(facts).toEqual([]);
  });
});
