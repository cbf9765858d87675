import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { RecordedHistory } from '../history/recorded-history.ts';
import { traderContract } from './package-files.ts';
import { startAssay } from './testing/assay.ts';
import { artifactPath, Files, kalshiContract, stackWithHabit } from './testing/kalshi-files.ts';

const secrets = {
  START_KEY: 'start/"sesame"-0123456789',
  FORM_TOKEN: 'Bearer form-sesame+9876543210',
  MODEL_KEY: 'Bearer model-sesame+1357924680',
};

test.each([{ flags: [] }, { flags: ['--json'] }])(
  'secrets that an endpoint tells in replies and in its log reach neither evidence nor the screen, $flags',
  async ({ flags }) => {
    using files = new Files();
    const evidence = join(files.folder, 'evidence');
    const form = { body: { features: '${features}' }, headers: { authorization: { env: 'FORM_TOKEN' } } };
    const stack = stackWithHabit('tells its secrets', {
      env: { START_KEY: { env: 'START_KEY' } },
      endpoint: { protocol: { json: { predict: form } } },
    });
    const words = [
      ...['verify', '--contract', files.write('contract.yaml', kalshiContract())],
      ...['--stack', files.write('stack.yaml', stack), '--only', 'USED-2', '--observations', '128', '--seed', '1'],
      ...['--out', evidence, ...flags],
    ];
    const run = await startAssay(words, secrets).ended;
    expect(run.code).toBe(1);

    expectUntold(run, evidence);

    using history = new RecordedHistory(join(evidence, 'history.sqlite'));
    const replies = [...history.exchanges()].flatMap(({ outcome }) => (outcome.kind === 'reply' ? [outcome] : []));
    const first = (status: number) => replies.find((reply) => reply.status === status);
    for (const status of [422, 500]) {
      expect(Buffer.from(first(status)?.body ?? []).toString()).toBe(
        'env [secret START_KEY] "[secret START_KEY]" [secret START_KEY] header [secret FORM_TOKEN] [secret FORM_TOKEN] [secret FORM_TOKEN]',
      );
    }
    expect(first(302)?.location).toBe('/login?token=[secret FORM_TOKEN]');
    expect(first(200)?.contentType).toBe('application/json');
    expect(readFileSync(join(evidence, 'endpoint.log'), 'utf8')).toContain('env [secret START_KEY]');
    expect(readFileSync(join(evidence, 'endpoint.log'), 'utf8')).toContain('header [secret FORM_TOKEN]');
    expect(run.stdout).toContain('[secret ');
  },
);

test('what the application alone is given, the endpoint tells nobody', async () => {
  using files = new Files();
  const evidence = join(files.folder, 'evidence');
  const stack = JSON.parse(
    stackWithHabit('tells its secrets', {
      endpoint: { protocol: { json: { predict: { body: { features: '${features}' } } } } },
    }),
  );
  const application = {
    start: {
      process: ['node', join(import.meta.dirname, 'testing/misbehaving-application.ts')],
      env: {
        PORT: '${port}',
        ENDPOINT_URL: '${tap.url}',
        EXCHANGE_URL: '${exchange.url}',
        MODEL_KEY: { env: 'MODEL_KEY' },
      },
    },
    routes: { ready: 'GET /ready' },
    drive: { request: { route: 'POST /decide', body: { ticker: '${market}' }, action: '/action' } },
  };
  const exchange = {
    serve: 'kalshi',
    golden: join(dirname(artifactPath), 'snapshots.json'),
    orders: 'POST /portfolio/orders',
  };
  const words = [
    ...['verify', '--contract', traderContract, '--stack'],
    ...[files.write('stack.yaml', JSON.stringify({ ...stack, application, exchange })), '--only', 'ACT-3'],
    ...['--observations', '16', '--seed', '1', '--out', evidence],
  ];
  expectUntold(await startAssay(words, secrets).ended, evidence);
  expect(readFileSync(join(evidence, 'endpoint.log'), 'utf8')).toMatch(
    / endpoint.* stderr: .* header \[secret MODEL_KEY\]/,
  );
}, 120_000);

/** Neither the screen nor the evidence holds a secret, however it is written. */
function expectUntold({ stdout, stderr }: { stdout: string; stderr: string }, evidence: string): void {
  const written = [
    ['stdout', stdout],
    ['stderr', stderr],
    ...filesBelow(evidence).map((path) => [path, readFileSync(path, 'latin1')] as const),
  ] as const;
  const told = Object.values(secrets)
    .flatMap((value) => [value, value.replace('Bearer ', '')])
    .flatMap((value) => [
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      // Without the padding and what the last bytes share with it.
      Buffer.from(value).toString('base64').slice(0, 20),
    ]);
  for (const [place, text] of written) {
    for (const secret of told) expect(text.includes(secret), `${place} holds ${secret}`).toBe(false);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
