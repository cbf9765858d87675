import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionOfDone } from '../../suites/definition-of-done.ts';
import { type ExitCode, exitCodes } from '../assay-error.ts';
import { probe } from '../campaign/probe.ts';
import type { Finding } from '../checks/check.ts';
import { type ClauseId, clauseIds } from '../contract/clauses.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import type { Exchange } from '../history/exchange.ts';
import { RecordedHistory } from '../history/recorded-history.ts';
import { openClient } from '../stack/open-client.ts';
import { runDirectory } from '../stack/run-directory.ts';
import { sweep } from '../stack/sweep.ts';
import { judged } from '../verdict/judged-exchanges.ts';
import { judgedAlone } from '../verdict/single-call.ts';
import { openBelievedOracle, readPlacedArtifact } from './believed-artifact.ts';
import { type RunInputs, readInputs } from './run-inputs.ts';
import { RunRecord } from './run-record.ts';
import { servedRun } from './served-run.ts';
import { UsageError } from './usage-error.ts';
import { verify } from './verify.ts';
import { version } from './version.ts';

/** What was seen of one clause when it was tried again. */
interface Replayed {
  readonly clause: ClauseId;
  /** Whether one call was enough, or the phases of the clause were sent again. */
  readonly by: 'one call' | 'its phases';
  readonly outcome: 'fails again' | 'holds now' | 'cannot be judged';
  readonly findings: readonly Finding[];
  readonly reason: string | null;
}

/**
 * Tries one finding of a run again, on the same stack, with the same fault if one was planted.
 *
 * A call that failed by itself is sent by itself. What showed only beside other calls takes the phases of its clause,
 * from the same seed.
 *
 * @param named - the clause; the first that failed, if it is not named
 * @throws {EvidenceError}
 * @throws {UsageError} NOTHING_TO_REPLAY, CLAUSE_UNKNOWN
 */
async function replayed(folder: string, named: string | undefined, signal: AbortSignal): Promise<Replayed> {
  const evidence = EvidenceFolder.open(folder);
  const document = evidence.readVerdict();
  const clause = clauseToReplay(document, named);
  const inputs = await readInputs({
    contract: document.contractFile,
    stack: document.stackFile,
    policy: document.policy ?? undefined,
    fault: document.fault ?? undefined,
    seed: document.seed,
    observations: document.nominalObservations,
    maxRequests: document.limits?.maximum,
    rate: document.limits?.rate,
    only: [clause],
  });
  for (const [file, text] of [
    ['contract', inputs.loaded.text],
    ['stack', inputs.stack.text],
  ] as const) {
    if (readFileSync(evidence.file(file), 'utf8') === text) continue;
    console.error(`the ${file} file was changed since that run: this is judged by what it says now`);
  }
  if (document.assay !== version) {
    console.error(`that run was by assay ${document.assay}: what assay ${version} draws from its seed may be others`);
  }
  await sweep();
  await using scratch = await runDirectory();
  const replayEvidence = EvidenceFolder.create(join(scratch.path, 'evidence'));
  const { firstFailure } = document;
  const alone = firstFailure?.clause === clause ? firstFailure.smallestExchange : null;
  return alone === null
    ? await replayPhases(clause, inputs, replayEvidence, signal)
    : await replayCall(clause, recorded(evidence, alone), inputs, replayEvidence, signal);
}

function clauseToReplay({ firstFailure, clauses }: VerdictDocument, named: string | undefined): ClauseId {
  const open =
    firstFailure?.clause ?? clauses.find(({ verdict }) => verdict === 'REFUTED' || verdict === 'UNPROVEN')?.id;
  const clause = named === undefined ? open : clauseIds.find((id) => id === named);
  if (clause !== undefined) return clause;
  throw named === undefined
    ? new UsageError('NOTHING_TO_REPLAY', {
        problem: 'every clause of that run is proven',
        remedy: 'name a clause to try it again all the same',
      })
    : new UsageError('CLAUSE_UNKNOWN', {
        problem: `there is no clause ${named}`,
        remedy: `name one of ${clauseIds.join(', ')}`,
      });
}

function recorded(evidence: EvidenceFolder, id: number): Exchange {
  using history = new RecordedHistory(evidence.file('history'));
  const [exchange] = [...history.exchanges({ from: id, to: id })];
  if (exchange) return exchange;
  throw new UsageError('NOTHING_TO_REPLAY', {
    problem: `the history of that run has no exchange ${id}`,
    remedy: 'the evidence was changed after the run; verify again',
  });
}

async function replayPhases(
  clause: ClauseId,
  inputs: RunInputs,
  evidence: EvidenceFolder,
  signal: AbortSignal,
): Promise<Replayed> {
  const { clauses } = await verify(inputs, { evidence, signal, progress: () => {} });
  const verdict = clauses.find(({ id }) => id === clause);
  const outcome = {
    PROVEN: 'holds now',
    REFUTED: 'fails again',
    UNPROVEN: 'cannot be judged',
    'NOT ASKED': 'cannot be judged',
  } as const;
  return {
    clause,
    by: 'its phases',
    outcome: outcome[verdict?.verdict ?? 'NOT ASKED'],
    findings: verdict?.findings ?? [],
    reason: verdict?.reason ?? null,
  };
}

async function replayCall(
  clause: ClauseId,
  { observation, id }: Exchange,
  inputs: RunInputs,
  evidence: EvidenceFolder,
  signal: AbortSignal,
): Promise<Replayed> {
  const { contract, endpoint } = inputs;
  const unjudged = (reason: string): Replayed => ({
    clause,
    by: 'one call',
    outcome: 'cannot be judged',
    findings: [],
    reason,
  });
  using record = new RunRecord(evidence.file('history'));
  const oracle = await openBelievedOracle(await readPlacedArtifact(inputs), inputs, record);
  if (!oracle) return unjudged('the artifact is not the one that the contract means');
  await using _ = oracle;
  const kept = record.whileItIsKept(signal);
  const options = { inputs: { ...inputs, asked: [] }, record, evidence, oracle, signal: kept, progress: () => {} };
  return await servedRun(options, async ({ protocol }, running) => {
    using history = new RecordedHistory(evidence.file('history'));
    if (!running) return unjudged([...history.facts('aborted')][0]?.reason ?? 'the endpoint is gone');
    const { clock, ledger, journal } = record;
    const client = openClient(running, { endpoint, connections: 1, clock });
    try {
      const block = { rows: 1, width: contract.features.length, values: observation };
      const sent = await probe(block, id, {
        client,
        protocol,
        evaluate: oracle.evaluate,
        ledger,
        journal,
        clock,
        signal: kept,
      });
      const checks =
        definitionOfDone.flatMap(({ clauses }) => clauses).find((each) => each.id === clause)?.checks ?? [];
      const results = judgedAlone(checks, { contract, endpoint, history }, judged(sent, contract, protocol));
      const findings = results.flatMap((result) => result.findings);
      if (findings.length > 0) return { clause, by: 'one call', outcome: 'fails again', findings, reason: null };
      if (sent.outcome.kind === 'lost') return unjudged(`no reply: ${sent.outcome.message}`);
      if (results.every(({ examined }) => examined === 0)) {
        return unjudged(results.find(({ unproven }) => unproven)?.unproven ?? 'nothing was examined');
      }
      return { clause, by: 'one call', outcome: 'holds now', findings, reason: null };
    } finally {
      await client.close();
    }
  });
}

/** `assay replay`. */
export async function replayCommand(folder: string, named: string | undefined, signal: AbortSignal): Promise<ExitCode> {
  const { clause, by, outcome, findings, reason } = await replayed(folder, named, signal);
  const [finding] = findings;
  if (finding) {
    console.log(`${clause}: ${finding.about}\n  expected ${finding.expected}\n  seen     ${finding.seen}`);
  }
  console.log(`${clause} ${outcome}, by ${by}${reason === null ? '' : `: ${reason}`}`);
  return {
    'holds now': exitCodes.proven,
    'fails again': exitCodes.refuted,
    'cannot be judged': exitCodes.unproven,
  }[outcome];
}
