/** Blocks this process for so many milliseconds, as computing does. */
export function compute(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Keeps this process busy, which listens only once in so many milliseconds, until it is disposed of. */
export function listeningEvery(milliseconds: number): Disposable {
  let isOver = false;
  const turn = (): void => {
    compute(milliseconds);
    if (!isOver) setImmediate(turn);
  };
  turn();
  return {
    [Symbol.dispose]: () => {
      isOver = true;
    },
  };
}
