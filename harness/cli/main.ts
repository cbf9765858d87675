import { enableCompileCache } from 'node:module';
import { exitCodes } from '../assay-error.ts';

enableCompileCache();
// Node ends a process in which nothing can happen any more, whatever is still awaited there.
const stalled = () => console.error('assay: the harness itself failed: it awaits what can no longer come; report it');
process.once('beforeExit', stalled).exitCode = exitCodes.harness;
const { command } = await import('./command.ts');
process.exitCode = await command(process.argv.slice(2));
process.off('beforeExit', stalled);
