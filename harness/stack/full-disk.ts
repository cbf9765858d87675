const full = /no space left on device|disk quota exceeded/i;

/** Whether the words of a program, of the engine or of the system say that a disk has no room left. */
export function tellsOfFullDisk(...words: readonly string[]): boolean {
  return words.some((text) => full.test(text));
}
