/** How a process ended: by a code of its own, or by a signal. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It took more memory than its container may. */
  readonly outOfMemory?: true;
}

/** What a shell, and an engine of containers, makes of SIGKILL. */
const codeOfKill = 137;

export function describeExit({ code, signal, outOfMemory }: ProcessExit): string {
  if (outOfMemory) return 'was ended for want of memory: it took more than it may';
  // An engine that is busy may not hear of it that the memory was spent before the container is gone.
  if (code === codeOfKill) return `ended with exit code ${code} (killed by somebody, or for want of memory)`;
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
