/** What was ordered for a tail mean. */
export interface SizedDecision {
  readonly decision: number;
  readonly action: number;
  readonly estimate: number;
  /** The size that the order has without one. */
  readonly full: number;
  /** 0 where nothing was ordered. */
  readonly size: number;
}

/** The first two decisions, by their tail means, of which the better one is given less, of the same action and full size. */
export function firstFallOf(
  decisions: readonly SizedDecision[],
): { readonly better: SizedDecision; readonly worse: SizedDecision } | undefined {
  const alike = Map.groupBy(decisions, ({ action, full }) => `${action} ${full}`);
  for (const own of alike.values()) {
    const rising = own.toSorted((one, other) => one.estimate - other.estimate);
    let most = rising[0];
    for (const each of rising.slice(1)) {
      if (most && !(each.size >= most.size)) return { better: each, worse: most };
      most = each;
    }
  }
  return undefined;
}
