/** How a process ended: by a code of its own, or by a signal. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It took more memory than its container may. */
  readonly outOfMemory?: true;
}

export function describeExit({ code, signal, outOfMemory }: ProcessExit): string {
  if (outOfMemory) return 'was ended for want of memory: it took more than it may';
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
