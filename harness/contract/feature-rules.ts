import type { PlacedComplaint } from './explain.ts';
import { complaint, type SoundContract } from './sound-contract.ts';
import type { YamlPath } from './yaml-path.ts';

type SoundFeature = NonNullable<NonNullable<SoundContract['features']>[number]>;

/** What must hold of each feature, and between them. */
export function* featureRules({ features = [] }: SoundContract): Generator<PlacedComplaint> {
  const seen = new Map<string, number>();
  for (const [index, feature] of features.entries()) {
    if (feature === undefined) continue;
    const path = ['features', index];
    if (feature.name !== undefined) {
      const first = seen.get(feature.name);
      if (first === undefined) seen.set(feature.name, index);
      else {
        const problem = `feature ${index} has the name of feature ${first}: ${feature.name}`;
        yield complaint([...path, 'name'], problem);
      }
    }
    yield* valuesOfTheFeature(feature, feature.name ?? `feature ${index}`, path);
  }
}

function* valuesOfTheFeature(feature: SoundFeature, name: string, path: YamlPath): Generator<PlacedComplaint> {
  const { kind, codes } = feature;
  if (kind === undefined) return;
  const hasRange = 'minimum' in feature || 'maximum' in feature;
  if (kind === 'categorical') {
    if (!('codes' in feature)) yield complaint(path, `${name} is categorical, but lists no codes`);
    else if (codes !== undefined) yield* codesTellApart(codes, name, [...path, 'codes']);
    if (hasRange) yield complaint(path, `${name} is categorical: it has codes, and no range`);
    return;
  }
  if ('codes' in feature) {
    const remedy = { expected: 'kind: categorical' };
    yield complaint([...path, 'codes'], `${name} is ${kind}: only a categorical feature has codes`, remedy);
  }
  if (kind === 'flag') {
    if (hasRange) yield complaint(path, `${name} is a flag: it is 0 or 1, and has no range`);
    return;
  }
  for (const bound of ['minimum', 'maximum'] as const) {
    if (!(bound in feature)) yield complaint(path, `${name} has no ${bound}`, { expected: 'minimum and maximum' });
  }
  yield* rangeHoldsValues(feature, name, path);
}

function* codesTellApart(codes: readonly unknown[], name: string, path: YamlPath): Generator<PlacedComplaint> {
  if (codes.length < 2) yield complaint(path, `${name} has ${codes.length} codes: a category takes at least 2`);
  for (const [index, code] of codes.entries()) {
    if (typeof code !== 'number') continue;
    const first = codes.findIndex((other) => typeof other === 'number' && Math.fround(other) === Math.fround(code));
    if (first === index) continue;
    const as = codes[first] === code ? '' : `: as ${codes[first]} in float32`;
    yield complaint([...path, index], `code ${code} of ${name} is listed twice${as}`);
  }
}

function* rangeHoldsValues({ kind, minimum, maximum }: SoundFeature, name: string, path: YamlPath) {
  if (minimum === undefined || maximum === undefined) return;
  const at = [...path, 'maximum'];
  if (Math.fround(minimum) > Math.fround(maximum)) {
    const problem = `the range of ${name} is inverted: ${minimum} to ${maximum}`;
    yield complaint(at, problem, { expected: `a number above ${minimum}, in float32` });
  } else if (Math.fround(minimum) === Math.fround(maximum)) {
    const problem = `the range of ${name} is empty: ${minimum} to ${maximum}`;
    yield complaint(at, problem, { expected: `a number above ${minimum}, in float32` });
  } else if (kind === 'integer' && Math.ceil(minimum) >= Math.floor(maximum)) {
    yield complaint(at, `no two whole numbers lie within the range of ${name}: ${minimum} to ${maximum}`);
  }
}
