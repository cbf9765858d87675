import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { speaking } from './testing/spoken.ts';

const guide = readFileSync(new URL('../../docs/protocols.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '');
const ofOneLine = (text: string) => text.split('\n').every((line) => /^(protocol: .*)?$/.test(line));

const examples = blocks
  .flatMap((block) => block.split(ofOneLine(block) ? '\n' : '\n\n'))
  .filter((example) => example.includes('protocol:'));

test('the guide has an example of every protocol', () => {
  const names = new Set(examples.flatMap((example) => Object.keys(parse(example).protocol)));
  expect(names).toEqual(new Set(['json', 'sagemaker', 'openInference', 'mlflow', 'tensorflow', 'kserve']));
});

test.each(examples)('an example of the guide can be spoken: %s', (example) => {
  const { protocol, ...more } = parse(example) as { protocol: object };
  const spoken = speaking(protocol, undefined, more);
  // By gRPC it is a float32, little-endian.
  const half = JSON.stringify(protocol).includes('grpc') ? '\0\0\0?' : '0.5';
  expect(spoken.body([0.5, 0.25, 1])).toContain(half);
});
