import { type ExitCode, exitCodes } from '../assay-error.ts';

/**
 * Runs a command, and ends the process by its exit code. Whatever ends it otherwise is a fault of the harness: Node would
 * say 1, which is a verdict, to what nobody catches, and 13 where nothing can happen any more that is still awaited.
 */
export async function exitBy(command: () => Promise<ExitCode>): Promise<void> {
  const stalled = () => console.error('assay: the harness itself failed: it awaits what can no longer come; report it');
  process.exitCode = exitCodes.harness;
  process.once('beforeExit', stalled);
  process.once('uncaughtException', (error) => {
    console.error('assay: the harness itself failed; this says nothing about the model');
    console.error(error);
    process.exit(exitCodes.harness);
  });
  process.exitCode = await command();
  process.off('beforeExit', stalled);
}
