import type { Template } from '../contract/stack-file.ts';
import type { BodyForm } from './dialect.ts';
import { malformedBodies } from './json-malformed.ts';
import { malformedBatches } from './json-malformed-batch.ts';
import { compileObservationReader } from './json-observation.ts';
import { ReplyMismatch } from './json-shape.ts';
import { compileTemplate } from './json-template.ts';
import type { FormKind } from './json-template-rules.ts';
import type { ObservationLayout } from './observation-layout.ts';
import { readStrictJson } from './strict-json.ts';

/**
 * JSON bodies by a template.
 *
 * @throws {ProtocolError} of the template
 */
export function templateBody(template: Template, layout: ObservationLayout, kind: FormKind): BodyForm {
  const read = compileObservationReader(template, layout);
  return {
    encode: compileTemplate(template, layout, kind),
    observationIn(body) {
      const json = readStrictJson(body);
      if (json.kind === 'refused') return json.problem;
      try {
        return read(json.value);
      } catch (error) {
        if (error instanceof ReplyMismatch) return error.message;
        throw error;
      }
    },
    malformed: (row, rows) =>
      kind === 'predict' ? malformedBodies(template, layout, row) : malformedBatches(template, layout, row, rows),
  };
}
