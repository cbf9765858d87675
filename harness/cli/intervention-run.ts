import { type InterventionDrives, interventionDrives } from '../campaign/decisions/intervention-drives.ts';
import type { DrivenDecisions } from '../campaign/decisions/run-decisions.ts';
import type { MarkedPolicy } from '../campaign/interventions/marked-policy.ts';
import { skippingWhatIsLeft } from '../campaign/interventions/skipping-what-is-left.ts';
import type { Setting } from '../campaign/phases/setting.ts';
import type { InterventionPhase } from '../history/decision.ts';
import type { Phase } from '../history/phase.ts';
import type { ModelDirectory } from '../stack/model-directory.ts';
import type { RestartableEndpoint } from '../stack/restartable-endpoint.ts';
import { absenceRun } from './absence-run.ts';
import { openMarkedPolicy } from './marked-policy.ts';
import { replacementRun } from './replacement-run.ts';
import { replicaRun } from './replica-run.ts';
import type { RunInputs } from './run-inputs.ts';
import type { RunRecord } from './run-record.ts';

export interface InterventionRunOptions {
  readonly inputs: RunInputs;
  readonly record: RunRecord;
  readonly setting: Setting;
  /** Those of the exchanges that are asked for. */
  readonly phases: ReadonlySet<Phase>;
  readonly endpoint: RestartableEndpoint;
  readonly model: ModelDirectory;
  /** Folder of the run, gone after it. */
  readonly folder: string;
  /** Where the stack has one, and it is still there. */
  readonly application: DrivenDecisions | undefined;
  readonly signal: AbortSignal;
}

/** What an intervention run is made with, beside the options: brings the application, if there is one, to decide. */
export type DecideMeanwhile = (phase: InterventionPhase, note?: string) => Promise<void>;

/**
 * Changes the stack, one intervention after the other, and records what comes of each: artifacts are replaced while the
 * endpoint answers, and the model is taken away.
 *
 * What cannot be done with this stack is recorded with its reason; an endpoint that goes away ends it.
 *
 * @returns whether everything is as it was: the endpoint runs, with the own artifact in place
 */
export async function interventionRun(options: InterventionRunOptions): Promise<boolean> {
  const { inputs, record, phases, application, signal } = options;
  const asked = (['replicas', 'swapped', 'gone', 'back'] as const).filter((phase) => phases.has(phase));
  if (asked.length === 0) return true;
  let isAsItWas = true;
  // What is cut short leaves behind what nobody knows.
  const changing = async (act: () => Promise<boolean>) => {
    const before = isAsItWas;
    isAsItWas = false;
    isAsItWas = (await act()) && before;
  };
  await skippingWhatIsLeft({ phases: asked, record: record.facts, signal }, async (done) => {
    const needsMarked = (['replicas', 'swapped'] as const).filter((phase) => phases.has(phase));
    const marked = needsMarked.length > 0 ? await openMarkedPolicy(inputs, options.folder) : undefined;
    await using policy = typeof marked === 'object' ? marked : null;
    const drives = application && (await drivesOf(application, options, policy));
    const decide: DecideMeanwhile = async (phase, note = '') => {
      if (application && drives) await application.drive(drives(phase, note));
    };
    if (typeof marked === 'string')
      for (const phase of needsMarked) record.facts({ kind: 'skipped', phase, reason: marked });
    if (policy && phases.has('replicas')) await replicaRun(options, policy);
    done('replicas');
    if (policy && phases.has('swapped')) await changing(() => replacementRun(options, policy, decide));
    done('swapped');
    if (phases.has('gone')) await changing(() => absenceRun(options, decide));
    done('gone', 'back');
  });
  record.journal.flush();
  return isAsItWas;
}

async function drivesOf(
  application: DrivenDecisions,
  { setting }: Pick<InterventionRunOptions, 'setting'>,
  marked: MarkedPolicy | null,
): Promise<InterventionDrives> {
  const others = marked && { markets: await application.marketsOf(marked.evaluate), evaluate: marked.evaluate };
  return interventionDrives(setting, application.markets, others ?? undefined);
}
