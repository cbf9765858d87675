import { Journal } from '../journal.ts';
import { exchange, logLine } from './exchanges.ts';

/** Writes to the named file until it is killed; tells after each transaction how many exchanges it has committed. */
const journal = new Journal(process.argv[2]!);
for (let id = 1; ; id += 1) {
  journal.exchange(exchange(id));
  if (id % 100 === 0) {
    journal.log(logLine(`after ${id}`));
    journal.flush();
    await new Promise<void>((written) => process.stdout.write(`${id}\n`, () => written()));
  }
}
