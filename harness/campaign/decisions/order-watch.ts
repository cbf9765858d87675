/**
 * Knows, while a decision is under way, whether its order has arrived. An order with an id under which an earlier decision
 * asked the endpoint, and this one did not, is a late one of that; any other is this one's.
 */
export class OrderWatch {
  readonly #askedBefore = new Set<string>();
  readonly #asked = new Set<string>();
  #hasArrived = false;

  get hasArrived(): boolean {
    return this.#hasArrived;
  }

  /** What is asked and ordered from now on is of another decision. */
  begin(): void {
    for (const id of this.#asked) this.#askedBefore.add(id);
    this.#asked.clear();
    this.#hasArrived = false;
  }

  /** @param requestId - the `x-request-id` that it carries, here and below */
  sawQuestion(requestId: string | null): void {
    if (requestId !== null) this.#asked.add(requestId);
  }

  sawOrder(requestId: string | null): void {
    const isLate = requestId !== null && this.#askedBefore.has(requestId) && !this.#asked.has(requestId);
    if (!isLate) this.#hasArrived = true;
  }
}
