import type { Contract } from '../contract/contract.ts';
import type { History } from '../history/history.ts';
import type { Evaluate } from '../oracle/answers.ts';
import { ArtifactError } from '../oracle/artifact-error.ts';
import { type AlteredModel, alteredModel } from '../oracle/hypotheses/altered-model.ts';
import { anotherArtifact, type OtherPolicy } from '../oracle/hypotheses/another-artifact.ts';
import { anotherOutput } from '../oracle/hypotheses/another-output.ts';
import { answerOfThePrevious, answersOfTheRequest } from '../oracle/hypotheses/answers-of-others.ts';
import { cachedAnswer } from '../oracle/hypotheses/cached-answer.ts';
import { fittedConditions } from '../oracle/hypotheses/condition.ts';
import { type Explained, explainedBy, type Share, shareOf } from '../oracle/hypotheses/explained-share.ts';
import { filledRange, filledSet, sameObservationAlways } from '../oracle/hypotheses/fixed-features.ts';
import type { Explanation, Hypothesis, Sample } from '../oracle/hypotheses/hypothesis.ts';
import { misreadKinds } from '../oracle/hypotheses/misread-kinds.ts';
import { otherRank } from '../oracle/hypotheses/other-rank.ts';
import { partlyAnother } from '../oracle/hypotheses/partly-another.ts';
import { constantAction, relabelledAction } from '../oracle/hypotheses/relabelled-action.ts';
import { reorderedFeatures } from '../oracle/hypotheses/reordered-features.ts';
import { anotherUnit, rescaledFeatures } from '../oracle/hypotheses/rescaled-features.ts';
import { rewrittenScores } from '../oracle/hypotheses/rewritten-scores.ts';
import { rewrittenValues } from '../oracle/hypotheses/rewritten-values.ts';
import { differs, indicesWhere, servedTheScores } from '../oracle/hypotheses/sample-rows.ts';
import { thresholdHeuristic } from '../oracle/hypotheses/threshold-heuristic.ts';
import { wrongAxis } from '../oracle/hypotheses/wrong-axis.ts';
import type { Protocol } from '../protocols/protocol.ts';
import type { Diagnosis } from './diagnosis.ts';
import { sampleOf } from './diagnosis-sample.ts';
import { discreteDiagnosis } from './discrete-diagnosis.ts';
import { bestInsteadOfDrawn, drawnDiagnosis } from './drawn-diagnosis.ts';
import { nearDiagnosis } from './near-diagnosis.ts';
import type { CarryOut } from './steps.ts';

export interface DiagnoseOptions {
  readonly history: History;
  readonly contract: Contract;
  readonly protocol: Protocol;
  /** Asks the artifact. */
  readonly evaluate: Evaluate;
  readonly carryOut: CarryOut;
  /** Policies that may have been served by mistake. */
  readonly others?: readonly OtherPolicy[];
  /** Outputs of the model that may have been taken for its answer. */
  readonly outputs?: readonly OtherPolicy[];
  /** The model with other numbers in it. */
  readonly altered?: readonly AlteredModel[];
}

/** With fewer answers that the model does not explain, everything fits. */
const fewestDiffering = 6;
const mostOracleRows = 400_000;
const leastShare = 0.95;
const leastShareOfDiffering = 0.9;
/** Where something else answers that no hypothesis knows, it must differ from the model at least so often. */
const leastElsewhere = 0.3;
const leastShareOfTheModel = 0.99;
const fewestOfTheModel = 50;

/**
 * What the stack does instead of asking the model: the hypothesis that reproduces what was served, fitted to one half
 * of a sample and judged on the other.
 *
 * @returns null where none fits, or where the answers are the model's and something else is wrong
 */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis | null> {
  const sample = await options.carryOut(sampleOf(options.history, options.contract, options.protocol));
  const { outputs = [], others = [], altered = [] } = options;
  const artifacts = [...outputs.map(anotherOutput), ...others.map(anotherArtifact), ...altered.map(alteredModel)];
  const evaluate = options.evaluate;
  if (options.contract.policy.sampling) return diagnoseDrawn(sample, evaluate, artifacts);
  return diagnoseSample(sample, evaluate, artifacts);
}

async function diagnoseSample(
  sample: Sample,
  evaluate: Evaluate,
  artifacts: readonly Hypothesis[],
): Promise<Diagnosis | null> {
  const differing = indicesWhere(sample.served, (_, row) => differs(sample, row)).length;
  const budget = new OracleBudget(evaluate, mostOracleRows);
  if (differing < fewestDiffering)
    return (await diagnoseScores(sample, budget, artifacts)) ?? discreteDiagnosis(sample);

  const rearranged = [answerOfThePrevious, answersOfTheRequest, wrongAxis];
  const withoutTheModel = [constantAction, relabelledAction, rewrittenValues, otherRank, thresholdHeuristic];
  const alterations = [
    misreadKinds,
    sameObservationAlways,
    rescaledFeatures,
    reorderedFeatures,
    filledRange,
    anotherUnit,
    filledSet,
  ];
  const search = new Search(sample, budget);
  await search.through([...rearranged, ...withoutTheModel, cachedAnswer, ...artifacts, ...alterations]);
  const drawn = search.best ? null : drawnDiagnosis(sample);
  if (drawn) return drawn;
  if (!search.best || search.best.explanation.hindsight) {
    const conditions = fittedConditions(sample);
    for (const inside of [[...withoutTheModel, ...rearranged, cachedAnswer, ...artifacts], alterations]) {
      // One at a time: where the budget ends in one of them, what the others found stays.
      await search.through(
        conditions.flatMap((condition) => inside.map((hypothesis) => partlyAnother(condition, [hypothesis]))),
      );
    }
  }
  return search.best?.diagnosis ?? nearDiagnosis(sample);
}

/** Actions that are drawn need not be the model's best: what is wrong shows by the scores, or by no drawing at all. */
async function diagnoseDrawn(
  sample: Sample,
  evaluate: Evaluate,
  artifacts: readonly Hypothesis[],
): Promise<Diagnosis | null> {
  return bestInsteadOfDrawn(sample) ?? diagnoseScores(sample, new OracleBudget(evaluate, mostOracleRows), artifacts);
}

/** The actions are the model's; perhaps the scores are not. */
async function diagnoseScores(
  sample: Sample,
  budget: OracleBudget,
  artifacts: readonly Hypothesis[],
): Promise<Diagnosis | null> {
  const rows = indicesWhere(sample.served, (_, row) => !servedTheScores(sample, row, sample.oracle.scores));
  if (!sample.servedScores || rows.length < fewestDiffering) return null;
  const search = new Search(sample, budget, explainsTheScores);
  await search.through([
    rewrittenScores,
    ...artifacts,
    misreadKinds,
    rescaledFeatures,
    filledRange,
    anotherUnit,
    filledSet,
  ]);
  return search.best?.diagnosis ?? nearDiagnosis(sample);
}

interface Candidate {
  readonly explanation: Explanation;
  readonly explained: Explained;
  readonly diagnosis: Diagnosis;
}

/** The best explanation so far; the search ends with one that leaves nothing open. */
class Search {
  best: Candidate | undefined;
  readonly #sample: Sample;
  readonly #budget: OracleBudget;
  readonly #accepts: (explained: Explained) => boolean;

  constructor(sample: Sample, budget: OracleBudget, accepts = explainsTheActions) {
    this.#sample = sample;
    this.#budget = budget;
    this.#accepts = accepts;
  }

  async through(hypotheses: readonly Hypothesis[]): Promise<void> {
    for (const hypothesis of hypotheses) {
      if (this.#isComplete()) return;
      for (const explanation of await this.#budget.within(hypothesis, this.#sample)) this.#consider(explanation);
    }
  }

  #consider(explanation: Explanation): void {
    const explained = explainedBy(this.#sample, explanation);
    if (!this.#accepts(explained) || !this.#hasTheScores(explanation, explained)) return;
    const { hypothesis, sentence } = explanation;
    const candidate = { explanation, explained, diagnosis: { hypothesis, sentence, ...explained.all } };
    if (!this.best || better(candidate, this.best)) this.best = candidate;
  }

  /** What foretells other scores than the model's is judged by them as well, where such are stated. */
  #hasTheScores({ scores }: Explanation, { heldOutScores, heldOutOtherScores }: Explained): boolean {
    const statesOthers = heldOutOtherScores.of > (1 - leastShare) * heldOutScores.of;
    const foretellsOthers = scores !== undefined && scores !== this.#sample.oracle.scores;
    return !foretellsOthers || !statesOthers || shareOf(heldOutScores) >= leastShare;
  }

  #isComplete(): boolean {
    if (!this.best) return false;
    const { explanation, explained } = this.best;
    if (explained.heldOutUnknown.of > 0 || explanation.hindsight) return false;
    const judgedByScores = this.#sample.servedScores && explanation.scores;
    return shareOf(explained.heldOut) === 1 && (!judgedByScores || shareOf(explained.heldOutScores) > 0.99);
  }
}

function explainsTheActions({ all, heldOut, heldOutDiffering, heldOutUnknown }: Explained): boolean {
  if (heldOutUnknown.of > 0) return tellsWhere(heldOut, heldOutUnknown);
  return (
    heldOut.of * 4 >= all.of &&
    heldOutDiffering.explained >= 2 &&
    shareOf(heldOut) >= leastShare &&
    shareOf(heldOutDiffering) >= leastShareOfDiffering
  );
}

/** Where few scores are wrong, most are also those of something that changes nothing: what counts are those that differ. */
function explainsTheScores({ heldOutScores, heldOutOtherScores }: Explained): boolean {
  return (
    heldOutOtherScores.explained >= 2 &&
    shareOf(heldOutScores) >= leastShare &&
    shareOf(heldOutOtherScores) >= leastShareOfDiffering
  );
}

/** It is worth saying where the model does not answer, even if nobody knows what does. */
function tellsWhere(heldOut: Share, unknown: Share): boolean {
  const models = { explained: heldOut.explained - unknown.explained, of: heldOut.of - unknown.of };
  return models.of >= fewestOfTheModel && shareOf(models) >= leastShareOfTheModel && shareOf(unknown) >= leastElsewhere;
}

/** By actions, then by scores, each coarse enough that a simpler one wins over a luckier one. */
function better(a: Candidate, b: Candidate): boolean {
  const share = ({ explained: { heldOut } }: Candidate) => Math.round(shareOf(heldOut) * 200);
  const scores = ({ explained: { heldOutScores } }: Candidate) => Math.round(shareOf(heldOutScores) * 20);
  const foretells = ({ explanation }: Candidate) => (explanation.hindsight ? 0 : 1);
  return (
    (share(a) - share(b) ||
      scores(a) - scores(b) ||
      foretells(a) - foretells(b) ||
      b.explanation.complexity - a.explanation.complexity) > 0
  );
}

/** Asks the oracle as long as there is something left to ask for; hypotheses that need more are not tried. */
class OracleBudget {
  #left: number;
  readonly #evaluate: Evaluate;

  constructor(evaluate: Evaluate, rows: number) {
    this.#evaluate = evaluate;
    this.#left = rows;
  }

  async within(hypothesis: Hypothesis, sample: Sample): Promise<readonly Explanation[]> {
    try {
      return await hypothesis(sample, (block) => {
        this.#left -= block.rows;
        if (this.#left < 0) throw new BudgetSpent();
        return this.#evaluate(block);
      });
    } catch (error) {
      // Another policy that loads may still fail at what it is asked; then it is not what answered.
      if (error instanceof BudgetSpent || error instanceof ArtifactError) return [];
      throw error;
    }
  }
}

class BudgetSpent extends Error {}
