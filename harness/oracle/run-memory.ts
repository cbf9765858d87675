/**
 * What runs are asked with and answered in: memory that the thread of the oracle and the one that asks share, since handing
 * over large arrays takes as long as the runs themselves. One side at a time writes to it: the one that asks before it
 * sends a message, the other before it answers.
 */
export interface RunMemory {
  /** Row after row, over all runs. */
  readonly values: Float32Array<SharedArrayBuffer>;
  readonly scores: Float32Array<SharedArrayBuffer>;
  readonly actions: Int32Array<SharedArrayBuffer>;
  readonly margins: Float32Array<SharedArrayBuffer>;
}

/** Values a row that go in, and that come out. */
export interface RowSizes {
  readonly width: number;
  readonly answerWidth: number;
}

/** In bytes; values, scores, action and margin are of 4 each. */
export function memoryFor(rows: number, { width, answerWidth }: RowSizes): number {
  return rows * (width + answerWidth + 2) * 4;
}

export function runMemory(memory: SharedArrayBuffer, rows: number, { width, answerWidth }: RowSizes): RunMemory {
  const scores = rows * width * 4;
  const actions = scores + rows * answerWidth * 4;
  return {
    values: new Float32Array(memory, 0, rows * width),
    scores: new Float32Array(memory, scores, rows * answerWidth),
    actions: new Int32Array(memory, actions, rows),
    margins: new Float32Array(memory, actions + rows * 4, rows),
  };
}
