import { type Explanation, type Hypothesis, type RowAnswers, type Sample, undecided } from './hypothesis.ts';

type Arrangement = (position: number, rows: number) => number;

const arrangements: readonly { readonly sentence: string; readonly of: Arrangement }[] = [
  { sentence: 'every row of a batch gets the answer of its first', of: () => 0 },
  { sentence: 'every row of a batch gets the answer of its last', of: (_, rows) => rows - 1 },
  { sentence: 'the answers of a batch stand in reverse order', of: (position, rows) => rows - 1 - position },
  { sentence: 'every row of a batch gets the answer of the row before it', of: (at, rows) => (at + rows - 1) % rows },
  { sentence: 'every row of a batch gets the answer of the row behind it', of: (at, rows) => (at + 1) % rows },
];

/** The rows of a request get each other's answers. */
export const answersOfTheRequest: Hypothesis = async (sample) => {
  if (!sample.circumstances.some(({ request }) => request.actions.length > 1)) return [];
  return arrangements.map(({ sentence, of }) =>
    answersOfOthers(sample, 'answers-of-the-request', sentence, (row) => {
      const { request, position } = sample.circumstances[row]!;
      return { answers: request, at: of(position, request.actions.length) };
    }),
  );
};

/** Every observation gets the answer to the one before it: a buffer is read before it is written. */
export const answerOfThePrevious: Hypothesis = async (sample) => [
  answersOfOthers(sample, 'answer-of-the-previous', 'every observation gets the answer to the one before it', (row) => {
    const { previous } = sample.circumstances[row]!;
    return previous && { answers: previous, at: previous.actions.length - 1 };
  }),
];

function answersOfOthers(
  { oracle, served }: Sample,
  hypothesis: string,
  sentence: string,
  of: (row: number) => { answers: RowAnswers; at: number } | undefined,
): Explanation {
  const { width } = oracle;
  const actions = new Int32Array(served.length).fill(undecided);
  const scores = new Float32Array(served.length * width).fill(Number.NaN);
  for (let row = 0; row < served.length; row += 1) {
    const other = of(row);
    if (!other) continue;
    const { answers, at } = other;
    actions[row] = answers.actions[at] ?? undecided;
    scores.set(answers.scores.subarray(at * width, (at + 1) * width), row * width);
  }
  return { hypothesis, sentence, actions, scores, complexity: 1 };
}
