import { nearestOf } from './nearest.ts';
import { namedPlaceholders, observationPlaceholders, referencesIn } from './placeholder.ts';
import type { TemplateForms } from './protocol-shape.ts';
import type { Sound } from './rules.ts';
import { complaint, reference, type SoundStack, shown } from './stack-complaint.ts';
import { textsIn } from './texts-in.ts';
import type { YamlPath } from './yaml-path.ts';

/** Bodies carry observations: one row, or several. */
export function* bodiesCarryObservations({ protocol }: NonNullable<SoundStack['endpoint']>) {
  const forms = formsIn(protocol);
  if (!forms) return;
  for (const form of ['predict', 'batch'] as const) {
    const requests = forms[form];
    if (requests?.body === undefined) continue;
    yield* bodyCarriesObservations(requests.body, form, ['endpoint', 'protocol', forms.of, form, 'body']);
  }
}

type SoundProtocol = NonNullable<SoundStack['endpoint']>['protocol'];

/** The forms that are templates, and by which name the stack file has them. */
export function formsIn(protocol: SoundProtocol) {
  if (protocol === undefined) return undefined;
  if ('json' in protocol) return named('json', protocol.json);
  if (!('sagemaker' in protocol) || protocol.sagemaker === undefined || !('predict' in protocol.sagemaker))
    return undefined;
  return named('sagemaker', protocol.sagemaker);
}

function named(of: 'json' | 'sagemaker', forms: Sound<TemplateForms> | undefined) {
  // A form that has a mistake in it is there all the same.
  return forms && { of, predict: forms.predict, ...('batch' in forms ? { batch: forms.batch } : {}) };
}

const ofOneRow = /^\$\{(features|named|feature:.*|input:.*)\}$/s;
const ofSeveralRows = /^\$\{(rows|namedRows|flat|inputRows:.*|inputFlat:.*)\}$/s;

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
        shown(['rows', 'namedRows', 'flat', 'inputRows:NAME', 'inputFlat:NAME']),
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
