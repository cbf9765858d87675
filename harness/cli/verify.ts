import { definitionOfDone } from '../../suites/definition-of-done.ts';
import type { ProbeOptions } from '../campaign/probe.ts';
import { activeWaivers, expiredWaivers } from '../contract/waivers.ts';
import type { EvidenceFolder } from '../evidence/evidence-folder.ts';
import type { FirstFailure, VerdictDocument } from '../evidence/verdict-document.ts';
import type { Phase } from '../history/phase.ts';
import { RecordedHistory } from '../history/recorded-history.ts';
import { spaceOf } from '../observations/observation-space.ts';
import type { Artifact } from '../oracle/artifact.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { junitReport } from '../report/junit.ts';
import { openClient } from '../stack/open-client.ts';
import type { RunningEndpoint } from '../stack/running-endpoint.ts';
import { sweep } from '../stack/sweep.ts';
import type { Diagnosis } from '../verdict/diagnosis.ts';
import { judge } from '../verdict/judge.ts';
import type { CarryOut } from '../verdict/steps.ts';
import type { RunVerdict } from '../verdict/verdict.ts';
import { openBelievedOracle, readPlacedArtifact } from './believed-artifact.ts';
import { diagnosedRun } from './diagnosed-run.ts';
import { firstFailure } from './first-failure.ts';
import { inTurns } from './in-turns.ts';
import { replayLine } from './replay-line.ts';
import type { RunInputs } from './run-inputs.ts';
import { RunRecord } from './run-record.ts';
import { servedRun } from './served-run.ts';
import { version } from './version.ts';

export interface VerifyOptions {
  readonly evidence: EvidenceFolder;
  readonly signal: AbortSignal;
  readonly progress: (phase: Phase, requests: number) => void;
}

type Judging = Pick<VerifyOptions, 'evidence' | 'signal'>;

interface Judged {
  readonly run: RunVerdict;
  readonly failure: FirstFailure | null;
  readonly diagnosis: Diagnosis | null;
  readonly notices: readonly string[];
  readonly lastLines: readonly string[];
  readonly sentSha256: string;
  readonly seconds: number;
}

/**
 * Verifies one policy on one stack: starts it, sends the campaign, judges the history, and writes the evidence.
 *
 * Whatever happens on the way, what was started is stopped and what was recorded is kept.
 *
 * @throws {ContractError} where the artifact that the contract names cannot be read or loaded
 * @throws {HistoryError} HISTORY_DISK_FULL
 * @throws {EvidenceLostError} EVIDENCE_NOT_WRITTEN
 * @throws the reason of the signal
 */
export async function verify(inputs: RunInputs, options: VerifyOptions): Promise<VerdictDocument> {
  const { evidence } = options;
  await sweep();
  await evidence.writeInputs({ contract: inputs.loaded.text, stack: inputs.stack.text });
  using record = new RunRecord(evidence.file('history'));
  const signal = record.whileItIsKept(options.signal);

  const artifact = await readPlacedArtifact(inputs);
  const oracle = await openBelievedOracle(artifact, inputs, record);
  await using _ = oracle ?? null;
  signal.throwIfAborted();
  const judged = oracle
    ? await servedRun({ inputs, record, oracle, ...options, signal }, ({ protocol }, running) =>
        judgeRun(inputs, record, { evidence, signal }, protocol, { oracle, running }),
      )
    : await judgeUnserved(inputs, record, { evidence, signal });
  // What a signal reached while it was judged may miss the stack, which the signal stopped.
  signal.throwIfAborted();

  const document = documentOf(inputs, record, evidence, artifact, judged);
  record.journal.close();
  signal.throwIfAborted();
  await writeEvidence(evidence, document);
  return document;
}

/** With an artifact that is not the one that is meant, there is nothing to compare a stack with. */
async function judgeUnserved(inputs: RunInputs, record: RunRecord, options: Judging): Promise<Judged> {
  const { contract, endpoint } = inputs;
  record.facts({ kind: 'aborted', reason: 'the artifact is not the one that the contract means, so nothing was sent' });
  record.journal.flush();
  return judgeRun(
    inputs,
    record,
    options,
    protocolOf({ contract, endpoint, environment: (name) => process.env[name] }),
    {},
  );
}

async function judgeRun(
  inputs: RunInputs,
  record: RunRecord,
  { evidence, signal }: Judging,
  protocol: Protocol,
  { oracle, running }: { oracle?: Oracle; running?: RunningEndpoint | undefined },
): Promise<Judged> {
  const { contract, endpoint, asked } = inputs;
  using history = new RecordedHistory(evidence.file('history'));
  const sentSha256 = record.ledger.digest();
  const waivers = activeWaivers(contract, record.started);
  const { application, exchange } = inputs.stack.stack;
  const driven = application && exchange && { application, exchange, history };
  const carryOut: CarryOut = (steps) => inTurns(steps, signal);
  const run = await carryOut(
    judge({ history, contract, endpoint, protocol, driven, suites: definitionOfDone, asked, waivers }),
  );
  const seconds = record.clock() / 1_000;
  const notices = [...history.facts('notice')].map(({ text }) => text);
  const lastLines = [...history.facts('aborted')][0]?.lastLines ?? [];

  const { ledger, journal, clock } = record;
  const client = running && openClient(running, { endpoint, connections: 1, clock });
  try {
    const live: ProbeOptions | undefined = oracle &&
      client && { client, protocol, evaluate: oracle.evaluate, ledger, journal, clock, signal };
    const failure = await firstFailure(run, {
      suites: definitionOfDone,
      context: { contract, endpoint, history },
      space: spaceOf(contract),
      live,
    });
    const diagnosis = oracle ? await diagnosedRun(run, inputs, { history, protocol, oracle, carryOut }) : null;
    return { run, failure, diagnosis, notices, lastLines, sentSha256, seconds };
  } finally {
    await client?.close();
  }
}

function documentOf(
  inputs: RunInputs,
  { started, ledger }: RunRecord,
  evidence: EvidenceFolder,
  artifact: Artifact,
  { run, failure, diagnosis, notices, lastLines, sentSha256, seconds }: Judged,
): VerdictDocument {
  const { contract, loaded, stack } = inputs;
  const open = run.clauses.find(({ verdict, waived }) => verdict === run.verdict && waived === null);
  return {
    ...run,
    assay: version,
    contract: contract.contract,
    contractFile: loaded.file,
    stack: stack.stack.stack,
    stackFile: stack.file,
    policy: inputs.policy,
    fault: inputs.fault,
    seed: inputs.seed,
    started: started.toISOString(),
    seconds,
    requests: ledger.requests,
    observations: ledger.observations,
    nominalObservations: inputs.observations,
    limits: inputs.limits,
    sentSha256,
    artifactSha256: artifact.sha256,
    evidence: evidence.path,
    waivers: activeWaivers(contract, started),
    expiredWaivers: expiredWaivers(contract, started),
    notices,
    lastLines,
    diagnosis,
    firstFailure: failure,
    replay: run.verdict === 'PROVEN' || !open ? null : replayLine(evidence.path, failure?.clause ?? open.id),
  };
}

async function writeEvidence(evidence: EvidenceFolder, document: VerdictDocument): Promise<void> {
  using history = new RecordedHistory(evidence.file('history'));
  await Promise.all([
    evidence.writeLog(history),
    evidence.writeVerdict(document),
    evidence.writeReport('junit.xml', junitReport(document)),
  ]);
  await evidence.writeDigests();
}
