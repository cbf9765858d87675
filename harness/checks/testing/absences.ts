import type { AbsenceFacts } from '../../history/run-event.ts';

/** An absence as a healthy endpoint takes it: it says that it is not ready, and comes back. */
export function absence(told: Partial<AbsenceFacts> = {}): AbsenceFacts {
  return {
    kind: 'absence',
    way: 'its artifact is removed',
    running: true,
    kept: false,
    ready: false,
    seen: 'GET /ready gave status 503',
    backAfter: 20,
    problem: null,
    ...told,
  };
}
