/** A line of which only the beginning is kept; `bytes` is how long it is. */
export function cutLine(beginning: string, bytes: number): string {
  return `${beginning} [cut: the line has ${bytes} bytes]`;
}

export function isCut(line: string): boolean {
  return / \[cut: the line has \d+ bytes\]$/.test(line);
}
