import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RecordedHistory } from '../history/recorded-history.ts';
import { startAssay } from './testing/assay.ts';
import { Files, kalshiContract, stackWithHabit } from './testing/kalshi-files.ts';

const secrets = { START_KEY: 'start/"sesame"-0123456789', FORM_TOKEN: 'Bearer form-sesame+9876543210' };
const told = [secrets.START_KEY, secrets.FORM_TOKEN, 'form-sesame+9876543210'].flatMap((value) => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
  // Without the padding and what the last bytes share with it.
  Buffer.from(value).toString('base64').slice(0, 20),
]);

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

    const written = new Map([
      ['stdout', run.stdout],
      ['stderr', run.stderr],
      ...filesBelow(evidence).map((path) => [path, readFileSync(path, 'latin1')] as const),
    ]);
    for (const [place, text] of written) {
      for (const secret of told) expect(text.includes(secret), `${place} holds ${secret}`).toBe(false);
    }

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

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
