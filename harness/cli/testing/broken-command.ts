/** A command that ends as the harness itself must not: the argument says how. */
import { exitBy } from '../exit-by.ts';

const ends: Readonly<Record<string, () => Promise<never>>> = {
  stalls: () => new Promise(() => {}),
  rejects: () => Promise.reject(new Error('broken')),
  'throws later': () => {
    setTimeout(() => {
      throw new Error('broken');
    });
    return new Promise(() => setTimeout(() => {}, 60_000));
  },
};

await exitBy(ends[process.argv[2]!]!);
