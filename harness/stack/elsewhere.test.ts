import { expect, test } from 'vitest';
import { elsewhere } from './elsewhere.ts';

test('a process that is started beside another one has none of its ports', () => {
  const process = ['node', 'server.mjs'];
  expect(elsewhere({ process, env: {}, port: 8080, ports: { metrics: 8081, management: 'free' } })).toEqual({
    process,
    env: {},
    port: undefined,
    ports: { metrics: 'free', management: 'free' },
  });
});
