import { optedOutDrives } from '../campaign/decisions/sizing-drives.ts';
import type { ApplicationFile } from '../contract/stack-file.ts';
import type { DecisionPhase } from '../history/decision.ts';
import { elsewhere } from '../stack/elsewhere.ts';
import { type DrivenRunOptions, openDrivenApplication, skipAll } from './driven-run.ts';

const called = { source: 'application, without the estimate', alias: 'application-without-estimate' };
const phases: ReadonlySet<DecisionPhase> = new Set(['opted-out']);

/**
 * Starts the application once more, in the way in which the stack file says that it sizes no order by a tail mean, and
 * brings it to the same decisions. What it logs is kept apart.
 */
export async function optedOutRun(options: DrivenRunOptions): Promise<void> {
  const { inputs, signal } = options;
  const { application } = inputs;
  if (!options.phases.has('opted-out') || !application?.withoutEstimate) return;
  const file = withoutEstimate(application, application.withoutEstimate);
  const apart: DrivenRunOptions = { ...options, inputs: { ...inputs, application: file }, phases };
  await using other = await openDrivenApplication(apart, called);
  if (!other) return;
  try {
    await other.drive(optedOutDrives(other.markets));
  } catch (error) {
    signal.throwIfAborted();
    skipAll(error, apart);
  }
}

function withoutEstimate(
  application: ApplicationFile,
  { env }: NonNullable<ApplicationFile['withoutEstimate']>,
): ApplicationFile {
  const { start } = application;
  if ('url' in start) return application;
  const beside = 'process' in start ? elsewhere(start) : start;
  return { ...application, start: { ...beside, env: { ...start.env, ...env } } };
}
