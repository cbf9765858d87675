import type { Finding } from '../../checks/check.ts';
import { type ClauseId, clauseIds, expandClauses } from '../../contract/clauses.ts';
import type { VerdictDocument } from '../../evidence/verdict-document.ts';
import { type ClauseVerdict, runVerdict } from '../../verdict/verdict.ts';

/** What a lone model server is asked for: 26 clauses. */
const asked = expandClauses([
  ...(['ARTIFACT', 'LOAD-1', 'LOAD-2', 'LOAD-3', 'LOAD-4', 'FEAT-1', 'FEAT-2', 'FEAT-3', 'VARY', 'ACT-1'] as const),
  ...(['USED', 'SEEN', 'TIME-1', 'TIME-2', 'TIME-4'] as const),
]);

const notes: Partial<Record<ClauseId, readonly string[]>> = {
  'ARTIFACT-4': ['batch sizes 1, 2, 3, 8, 32, 64'],
  'LOAD-1': ['ready after 412 ms'],
  'VARY-1': ['21 different actions in 6000 answers'],
  'ACT-1': ['21 of 21 actions reached'],
  'USED-3': ['inferences grew by 9311, fallbacks by 0'],
  'USED-4': ['0 of 9311 calls were not answered by the model: the rate is below 0.0494 % at 99 % confidence'],
  'TIME-1': [
    'p50 1.21 ms, p95 2.90 ms, p99 4.87 ms at 200 requests a second, 1000 requests, counted from when they were due',
  ],
  'TIME-2': ['stated 0.311 ms, waited 0.742 ms, way there and back 0.402 ms (medians)'],
  'TIME-4': ['first answer 437 ms after the start'],
};

const wrongAction: Finding = {
  clause: 'USED-2',
  about: "the served action is not the model's",
  expected: 'action 3 (BUY_YES_20)',
  seen: 'action 0 (HOLD), used_trained_model true',
  exchange: 17,
  row: 0,
};

/** A clause as it is judged, proven unless it is said otherwise. */
export function clause(id: ClauseId, changes: Partial<ClauseVerdict> = {}): ClauseVerdict {
  return {
    id,
    sentence: `the sentence of ${id}`,
    verdict: 'PROVEN',
    grade: id === 'USED-1' || id === 'LOAD-4' ? 'claimed' : 'corroborated',
    examined: 9_311,
    nearTies: id === 'USED-2' ? 12 : 0,
    violations: 0,
    findings: [],
    reason: null,
    notes: notes[id] ?? [],
    waived: null,
    ...changes,
  };
}

/** A run of which all that was asked is proven, but for the clauses that are given. */
export function verdictDocument({
  changed = [],
  ...changes
}: Partial<VerdictDocument> & { changed?: readonly ClauseVerdict[] } = {}): VerdictDocument {
  const notAsked: Partial<ClauseVerdict> = { verdict: 'NOT ASKED', grade: null, examined: 0, notes: [] };
  const clauses = clauseIds.map(
    (id) => changed.find((own) => own.id === id) ?? clause(id, asked.includes(id) ? {} : notAsked),
  );
  return {
    ...runVerdict(clauses),
    assay: '0.1.0',
    contract: 'kalshi-limit-order',
    contractFile: 'contracts/kalshi-limit-order.yaml',
    stack: 'embedded',
    stackFile: 'fixtures/stacks/embedded/stack.yaml',
    policy: null,
    fault: null,
    seed: 42,
    started: '2026-01-15T06:19:49.000Z',
    seconds: 21.43,
    requests: 9_311,
    observations: 14_002,
    nominalObservations: 6_000,
    sentSha256: '9c1185a5c5e9fc54612808977ee8f548b2258d31e4f2c1b3d4a5968778695a4b',
    artifactSha256: '5db6d24a138ba7e0609a71bf6a4d24b43d377386e63bb3a41369b3ea52d58941',
    evidence: '/srv/models/assay-evidence/kalshi-limit-order-20260115-061949-42',
    waivers: [],
    expiredWaivers: [],
    notices: [],
    diagnosis: null,
    firstFailure: null,
    replay: null,
    ...changes,
  };
}

export const replay = 'npm run assay -- replay assay-evidence/kalshi-limit-order-20260115-061949-42';

/** A run in which the model is not what answers. */
export function refutedDocument(changes: Partial<VerdictDocument> = {}): VerdictDocument {
  return verdictDocument({
    fault: 'three-of-eighteen',
    changed: [
      clause('FEAT-3', {
        verdict: 'REFUTED',
        violations: 96,
        examined: 108,
        findings: [3, 4, 5, 6].map((feature) => ({
          clause: 'FEAT-3',
          about: `feature ${feature} (yes_bid_price_${feature}) does not have the influence that the model gives it`,
          expected: 'action 3 → 7',
          seen: 'action 3 → 3',
          exchange: 4_000 + feature,
          row: 0,
        })),
      }),
      clause('USED-2', { verdict: 'REFUTED', violations: 4_012, findings: [wrongAction, wrongAction] }),
      clause('SEEN-2', { verdict: 'UNPROVEN', grade: null, examined: 0, reason: 'nothing was examined', notes: [] }),
    ],
    firstFailure: {
      clause: 'USED-2',
      finding: wrongAction,
      observation: { spread: 0.125, mid_price: 0.5 },
      failsAlone: true,
      smallest: { mid_price: 0.5, reference_edge_yes: Math.fround(-0.03), position_yes: 12 },
      smallestExchange: 9_402,
      smallestFinding: { ...wrongAction, expected: 'action 7 (BUY_NO_5)', exchange: 9_402 },
    },
    diagnosis: {
      hypothesis: 'zero-filled-features',
      sentence: 'features 3..18 are zero-filled',
      explained: 1000,
      of: 1000,
    },
    replay: `${replay} USED-2`,
    ...changes,
  });
}

/** A run in which every text that is free says the same, for texts of which a report must not trust a character. */
export function documentSaying(text: string): VerdictDocument {
  const finding: Finding = { clause: 'USED-2', about: text, expected: text, seen: text, exchange: 17, row: 3 };
  const waiver = { clause: 'FEAT', reason: text, expires: '2027-01-31' } as const;
  return refutedDocument({
    ...runVerdict([
      clause('ARTIFACT-1', { sentence: text, notes: [text, text] }),
      clause('LOAD-1', { sentence: text, verdict: 'UNPROVEN', reason: text, notes: [text] }),
      clause('FEAT-2', { sentence: text, verdict: 'REFUTED', violations: 1, findings: [finding], waived: waiver }),
      clause('USED-1', { sentence: text, verdict: 'REFUTED', violations: 1, findings: [finding], notes: [text] }),
      clause('USED-2', { sentence: text, verdict: 'REFUTED', violations: 2, findings: [finding, wrongAction] }),
      clause('CAUSE-1', { sentence: text, verdict: 'NOT ASKED' }),
    ]),
    assay: text,
    contract: text,
    stack: text,
    policy: text,
    fault: text,
    started: text,
    sentSha256: text,
    artifactSha256: text,
    evidence: text,
    waivers: [waiver],
    expiredWaivers: [waiver],
    notices: [text],
    diagnosis: { hypothesis: text, sentence: text, explained: 1, of: 2 },
    firstFailure: {
      clause: 'USED-2',
      finding,
      observation: { [text]: 1 },
      failsAlone: false,
      smallest: { [text]: 1 },
      smallestExchange: 18,
      smallestFinding: finding,
    },
    replay: text,
  });
}
