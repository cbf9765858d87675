import { unreadable, type ValueReader } from './json-shape.ts';

/** One of several, by its index or by its label. */
export function indexReader(labels: readonly string[], what: string, whose: string): ValueReader<number> {
  const indexes = new Map(labels.map((label, index) => [label, index]));
  return {
    wanted: `${what}: an integer from 0 to ${labels.length - 1}, or a label of ${whose}`,
    read(value) {
      if (typeof value === 'string') return indexes.get(value) ?? unreadable;
      const isIndex = Number.isInteger(value) && Number(value) >= 0 && Number(value) < labels.length;
      // Adding zero makes an index of -0.
      return isIndex ? Number(value) + 0 : unreadable;
    },
  };
}

export const finiteNumber: ValueReader<number> = {
  wanted: 'a finite number',
  read: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : unreadable),
};

export const flag: ValueReader<boolean> = {
  wanted: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : unreadable),
};

export const wholeNumber: ValueReader<number> = {
  wanted: 'a whole number',
  read: (value) => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : unreadable),
};

export const versionText: ValueReader<string | undefined> = {
  wanted: 'a version: a string or a number',
  read(value) {
    if (value === null) return undefined;
    return typeof value === 'string' || typeof value === 'number' ? `${value}` : unreadable;
  },
};

const millisecondsPer = { us: 0.001, ms: 1, s: 1_000 } as const;

export function duration(unit: keyof typeof millisecondsPer): ValueReader<number> {
  return {
    wanted: 'a duration: a finite number, not below 0',
    read: (value) =>
      typeof value === 'number' && value >= 0 && Number.isFinite(value * millisecondsPer[unit])
        ? value * millisecondsPer[unit]
        : unreadable,
  };
}
