import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { AssayError, type ExitCode, exitCodes } from '../assay-error.ts';
import { tellsOfFullDisk } from '../stack/full-disk.ts';
import { checkCommand } from './check-command.ts';
import { replayCommand } from './replay.ts';
import { verifyCommand } from './verify-command.ts';
import { version } from './version.ts';

/**
 * The command line: parses, runs, and turns every end into an exit code.
 *
 * @param words - what stands behind `assay`
 */
export async function command(words: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.proven;
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Interruption());
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);

  const program = new Command('assay')
    .description('Proves, or refutes, that the trained model is what answers.')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true });

  program
    .command('verify')
    .description('start a stack, drive it, and judge whether the model is what answers')
    .option('--contract <file>', 'what the policy owes (default: that of the fault, or the kalshi trader)')
    .option(
      '--stack <file>',
      'how the stack is started or reached (default: the embedded stack; its application beside it, if no contract is named)',
    )
    .option('--policy <folder>', 'another policy under the same contract, as a training leaves it')
    .option('--seed <number>', 'seed of the observations (default: drawn afresh, and printed)', wholeNumber)
    .option('--observations <number>', 'nominal observations to send', wholeNumber, 5_120)
    .option('--only <clauses>', 'judge these clauses or groups alone, such as FEAT,USED-2; may be repeated', list)
    .option('--out <folder>', 'where the evidence goes')
    .option('--fault <name>', 'plant a fault of the zoo in the stack')
    .option('--max-requests <number>', 'most requests that the endpoint is sent in all', wholeNumber)
    .option('--rate <number>', 'most requests that the endpoint is sent in a second', positiveNumber)
    .option('--json', 'one JSON document on standard output, and nothing else')
    .action(async (options) => {
      exitCode = await verifyCommand(options, interruption.signal);
    });

  program
    .command('replay')
    .description('send one finding again, against the stack of the run')
    .argument('<evidence>', 'the folder that the run left')
    .argument('[clause]', 'whose first finding; the first clause that failed, unless it is named')
    .action(async (evidence: string, clause: string | undefined) => {
      exitCode = await replayCommand(evidence, clause, interruption.signal);
    });

  program
    .command('check')
    .description('read contracts and stack files: every mistake, with line and column')
    .argument('<file...>', 'contracts or stack files')
    .action((files: string[]) => {
      exitCode = checkCommand(files);
    });

  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return interruption.signal.aborted ? interrupted(error) : exitCodeOf(error);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', interrupt);
  }
}

/** The run was ended from outside; what was recorded is kept. */
class Interruption extends Error {
  override readonly message = 'interrupted';
}

/** However a run ends once it was told to: what broke on the way is told, and is no verdict on the harness. */
function interrupted(error: unknown): ExitCode {
  console.error('interrupted: everything was stopped; what was recorded until then is in the evidence folder');
  if (!(error instanceof Interruption)) console.error('  on the way:', error);
  return exitCodes.interrupted;
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.proven : exitCodes.usage;
  if (error instanceof AssayError) {
    console.error(`assay: ${error.message}`);
    return error.exitCode;
  }
  if (error instanceof Error && tellsOfFullDisk(error.message)) {
    console.error(`assay: ${error.message}\n  remedy: make room there; TMPDIR names where the folder of a run is made`);
    return exitCodes.harness;
  }
  console.error('assay: the harness itself failed; this says nothing about the model');
  console.error(error);
  return exitCodes.harness;
}

const largestSeed = 2 ** 32 - 1;

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > largestSeed) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${largestSeed}.`);
  }
  return number;
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}

/** An option that is repeated adds to what it named before. */
function list(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((name) => name.trim())];
}
