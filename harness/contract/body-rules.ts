import { nearestOf } from './nearest.ts';
import { namedPlaceholders, observationPlaceholders, referencesIn } from './placeholder.ts';
import { complaint, reference, type SoundStack, shown } from './stack-complaint.ts';
import { textsIn } from './texts-in.ts';
import type { YamlPath } from './yaml-path.ts';

/** Bodies carry observations: one row, or several. */
export function* bodiesCarryObservations({ protocol }: NonNullable<SoundStack['endpoint']>) {
  for (const form of ['predict', 'batch'] as const) {
    const requests = protocol?.json?.[form];
    if (requests?.body === undefined) continue;
    yield* bodyCarriesObservations(requests.body, form, ['endpoint', 'protocol', 'json', form, 'body']);
  }
}

const ofOneRow = /^\$\{(features|named|feature:.*|input:.*)\}$/s;
const ofSeveralRows = /^\$\{(rows|namedRows|flat|inputRows:.*)\}$/s;

function* bodyCarriesObservations(body: unknown, form: 'predict' | 'batch', base: YamlPath) {
  const known = Object.keys(observationPlaceholders);
  const all = [...known, ...Object.keys(namedPlaceholders).map((name) => `${name}:NAME`)];
  let carried = false;
  for (const { path, text } of textsIn(body, base)) {
    if (!text.includes('${')) continue;
    carried ||= ofOneRow.test(text) || ofSeveralRows.test(text);
    if (form === 'batch' && ofOneRow.test(text)) {
      yield complaint(
        path,
        `${text} is one row, but a batch has several`,
        shown(['rows', 'namedRows', 'flat', 'inputRows:NAME']),
      );
    } else if (!ofOneRow.test(text) && !ofSeveralRows.test(text) && text !== '${count}') {
      const [name = ''] = referencesIn(text);
      const problem = `${JSON.stringify(text)} stands for nothing`;
      const alone = known.includes(name) ? 'alone in its text: ' : '';
      const nearest = alone === '' ? nearestOf(name, known) : name;
      yield complaint(path, problem, `${alone}${shown(all)}`, reference(nearest));
      carried = true;
    }
  }
  if (!carried) {
    yield complaint(base, `the ${form} body carries no observation`, shown(all));
  }
}
