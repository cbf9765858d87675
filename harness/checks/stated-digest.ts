/** Shorter beginnings of a digest could be anything. */
const shortestDigest = 8;

/** Whether what is stated as a version is one of these digests, or the beginning of one. */
export function isOneOf(digests: readonly string[], stated: string): boolean {
  const beginning = stated.replace(/^sha256:/, '');
  return beginning.length >= shortestDigest && digests.some((digest) => digest.startsWith(beginning));
}
