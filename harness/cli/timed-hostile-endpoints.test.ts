import { test } from 'vitest';
import { type HostileEndpoint, isJudged, title } from './testing/hostile-endpoint.ts';

test.each<HostileEndpoint>([
  {
    habit: 'is never ready',
    exit: 2,
    contract: [['startup: 60s', 'startup: 3s']],
    says: ['UNPROVEN USED-2', 'was not ready within 3000 ms', 'status 503', 'read its log', 'still fetching weights'],
  },
  {
    habit: 'drips a byte a tenth of a second',
    exit: 2,
    endpoint: { deadline: '150ms' },
    says: ['UNPROVEN USED-2', 'the body was not whole within 150 ms', 'raise deadline'],
  },
  {
    habit: 'takes its time',
    exit: 1,
    only: 'TIME-1',
    contract: [['p50: 50ms, p95: 250ms, p99: 1s, rate: 200', 'p50: 1ms, p95: 2s, p99: 10s, rate: 25']],
    says: ['REFUTED TIME-1', 'p50 of the latency is beyond its budget', 'at most 1 ms'],
  },
])(title, isJudged);
