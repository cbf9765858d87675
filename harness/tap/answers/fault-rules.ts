import { pointerTokens } from '../../protocols/json-pointer.ts';
import type { TapRule } from '../tap-rule.ts';
import { decisionPath, type ReplyForm } from './action-place.ts';
import { forcedAction } from './forced-action.ts';
import { type EditReply, rewritingJson } from './json-reply.ts';
import { itemsOf, spanAt, withoutMember, withSpans } from './json-span.ts';
import { outOfRange } from './non-actions.ts';

/** A failure of the endpoint, which is not asked; 500 and the like. */
export function errorStatus(status: number): TapRule {
  return answer(
    `status ${status}`,
    status,
    'application/json',
    `{"error":"status ${status}","used_trained_model":false}`,
  );
}

/** 200, and nothing. */
export const emptyBody: TapRule = answer('empty body', 200, 'application/json', '');

/** What a proxy or a log-in page answers in place of the endpoint: 200, and HTML. */
export const htmlBody: TapRule = answer(
  'HTML in place of JSON',
  200,
  'text/html; charset=utf-8',
  '<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>',
);

/**
 * Every fault of a reply of JSON: the endpoint's own reply, with one thing wrong. Those that a reply of this form cannot
 * have are left out.
 */
export function jsonFaults(form: ReplyForm): readonly TapRule[] {
  const { places, actions } = form;
  const flag = places.usedTrainedModel && pointerTokens(places.usedTrainedModel.pointer);
  const count = places.featureCount && pointerTokens(places.featureCount.pointer);
  const forced = (value: string) => forcedAction({ ...form, value, agreeing: false });
  return [
    wrongShape(form),
    ...(places.scores || actions.kind === 'box' ? [wrongCount(form)] : []),
    ...(count
      ? [
          edited(
            'feature count off by one',
            replacing(count, (text) => `${Number(text) - 1}`),
          ),
        ]
      : []),
    ...(flag ? flagFaults(flag) : []),
    ...(places.action
      ? [forced('NaN'), forced('1e999'), ...outOfRange(actions).map(({ value }) => forced(value!))]
      : []),
    ...(places.scores ? [edited('NaN as the first score', firstScoreNaN(pointerTokens(places.scores.pointer)))] : []),
  ];
}

/** The flag that says who answered: false, missing, and a string that a careless reader takes for true. */
function flagFaults(flag: readonly string[]): TapRule[] {
  return [
    edited(
      'flag false',
      replacing(flag, () => 'false'),
    ),
    edited('flag missing', (text) => {
      const without = withoutMember(text, flag);
      return without === undefined ? noneAt(flag) : { text: without };
    }),
    edited(
      'flag the string "true"',
      replacing(flag, () => '"true"'),
    ),
  ];
}

/** The decision has one axis more than it should, and stands in it twice. */
function wrongShape({ places }: ReplyForm): TapRule {
  const path = decisionPath(places) ?? [];
  return edited(
    'wrong shape',
    replacing(path, (text) => `[${text},${text}]`),
  );
}

/** There is one score too few; of a continuous action without scores, one value too many. */
function wrongCount({ places }: ReplyForm): TapRule {
  if (!places.scores) {
    return edited(
      'wrong count of values',
      replacing(decisionPath(places) ?? [], (text) =>
        text.startsWith('[') ? `${text.slice(0, -1)},0]` : `[${text},0]`,
      ),
    );
  }
  const path = pointerTokens(places.scores.pointer);
  return edited('wrong count of scores', (text) => {
    const span = spanAt(text, path);
    const items = span ? itemsOf(text, span) : [];
    const last = items.at(-1);
    if (!last) return noneAt(path);
    return { text: withSpans(text, [[{ from: items.at(-2)?.to ?? last.begins, to: last.to }, '']]) };
  });
}

function firstScoreNaN(path: readonly string[]): EditReply {
  return (text) => {
    const span = spanAt(text, path);
    let first = span;
    while (first && text[first.from] === '[') first = itemsOf(text, first)[0];
    return first ? { text: withSpans(text, [[first, 'NaN']]) } : noneAt(path);
  };
}

function replacing(path: readonly string[], by: (text: string) => string): EditReply {
  return (text) => {
    const span = spanAt(text, path);
    return span ? { text: withSpans(text, [[span, by(text.slice(span.from, span.to))]]) } : noneAt(path);
  };
}

function noneAt(path: readonly string[]): { unfit: string } {
  return { unfit: `nothing stands at /${path.join('/')}` };
}

function edited(name: string, edit: EditReply): TapRule {
  return { kind: 'rewrite', name, rewrite: rewritingJson(edit) };
}

function answer(name: string, status: number, contentType: string, body: string): TapRule {
  return { kind: 'answer', name, status, headers: { 'content-type': contentType }, body };
}
