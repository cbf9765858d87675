/** Draws the next item while the present one is used, so that generating and asking the oracle cost no waiting. */
export async function* ahead<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  const draw = () => {
    const next = iterator.next();
    // Its failure is met where it is awaited; until then nobody listens.
    next.catch(() => {});
    return next;
  };
  let next = draw();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = draw();
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
