/** The way from the root of a document to a place in it: keys of maps, indices of lists. */
export type YamlPath = readonly (string | number)[];

/** `features[3].name`; keys that are no plain words are quoted. */
export function showPath(path: YamlPath): string {
  return path
    .map((step, depth) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return depth === 0 ? step : `.${step}`;
    })
    .join('');
}
