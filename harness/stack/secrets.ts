import type { Secret } from '../contract/stack-file.ts';
import { StackError } from './stack-error.ts';

/** Values of the environment, read once, and what keeps them out of everything that is written. */
export interface ResolvedSecrets {
  readonly values: Readonly<Record<string, string>>;
  readonly redactor: Redactor;
}

export interface Redactor {
  redact(text: string): string;
  /** Bytes of the longest form that is looked for. */
  readonly longest: number;
}

/** A shorter value protects nothing, and taking `true` or `1` out of a log would destroy what the log says. */
const shortestSecret = 6;

/**
 * Replaces every `{env: NAME}` by the value of that variable.
 *
 * @throws {StackError} STACK_SECRET_MISSING, naming every variable that is not set
 */
export function resolveSecrets(
  declared: Readonly<Record<string, Secret>>,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedSecrets {
  const values: Record<string, string> = {};
  const secrets = new Map<string, string>();
  const missing: string[] = [];

  for (const [name, value] of Object.entries(declared)) {
    if (typeof value === 'string') {
      values[name] = value;
      continue;
    }
    const found = environment[value.env];
    if (found === undefined || found === '') {
      missing.push(value.env);
      continue;
    }
    values[name] = found;
    secrets.set(value.env, found);
  }
  if (missing.length > 0) {
    throw new StackError('STACK_SECRET_MISSING', {
      problem: `the stack file takes ${missing.join(', ')} from the environment, where ${missing.length === 1 ? 'it is' : 'they are'} not set or empty`,
      remedy: `set ${missing.join(' and ')}, for example: export ${missing[0]}=…`,
    });
  }
  return { values, redactor: redactorOf(secrets) };
}

/** Replaces every secret, also where it stands escaped, by `[secret NAME]`. */
function redactorOf(secrets: ReadonlyMap<string, string>): Redactor {
  const forms = [...secrets].flatMap(([name, value]) => formsOf(value).map((form) => ({ name, form })));
  forms.sort((one, other) => other.form.length - one.form.length);
  return {
    redact: (text) => forms.reduce((rest, { name, form }) => rest.replaceAll(form, `[secret ${name}]`), text),
    longest: Math.max(0, ...forms.map(({ form }) => Buffer.byteLength(form))),
  };
}

/** Logs are read line by line, so the lines of a secret such as a PEM key are secrets of their own. */
function formsOf(value: string): string[] {
  const parts = [value, ...value.split(/\r?\n/).map((line) => line.trim())];
  const written = parts.flatMap((part) => [part, encodeURIComponent(part), JSON.stringify(part).slice(1, -1)]);
  return [...new Set(written)].filter((form) => form.length >= shortestSecret);
}
