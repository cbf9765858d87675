const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `39,120`. */
export function counted(count: number): string {
  return thousands.format(count);
}

/** `1 violation`, `4,012 violations`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : many}`;
}

/** `21.4 s`, `3 min 5 s`. */
export function durationInWords(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${counted(Math.floor(whole / 60))} min ${whole % 60} s`;
}

/** The shortest decimal that is this float32: `0.3`, where the double that equals it is 0.30000001192092896. */
export function float32InWords(value: number): string {
  if (Object.is(value, -0)) return '-0';
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return `${short}`;
  }
  return `${value}`;
}
