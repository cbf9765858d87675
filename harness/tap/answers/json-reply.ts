import { readStrictJson } from '../../protocols/strict-json.ts';
import type { TapReply } from '../tap-record.ts';
import type { Rewrite, Rewritten } from '../tap-rule.ts';

/** What becomes of the text of a JSON reply; a string in `unfit` says why nothing can. */
export type EditReply = (text: string) => { readonly text: string } | { readonly unfit: string };

/** A rewrite of replies that are JSON and not a failure; all others pass unchanged. */
export function rewritingJson(edit: EditReply): Rewrite {
  return (reply) => rewrittenJson(reply, edit);
}

function rewrittenJson({ status, body }: TapReply, edit: EditReply): Rewritten {
  if (status >= 300) return { kind: 'unfit', reason: `its status is ${status}` };
  const json = readStrictJson(body, Number.POSITIVE_INFINITY);
  if (json.kind === 'refused') return { kind: 'unfit', reason: `it is no JSON: ${json.problem}` };
  const edited = edit(new TextDecoder().decode(body));
  return 'unfit' in edited
    ? { kind: 'unfit', reason: edited.unfit }
    : { kind: 'body', body: new TextEncoder().encode(edited.text) };
}
