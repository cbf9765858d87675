import { type Redactor, redactorOf } from './redactor.ts';
import type { ComponentFile, Secret, StackFile, TemplateForms } from './stack-file.ts';

/** Looks an environment variable up. */
export type Environment = (variable: string) => string | undefined;

/** The value of a `{env: NAME}`; undefined where that variable is not set or empty. */
export function secretValue(secret: Secret, environment: Environment): string | undefined {
  return typeof secret === 'string' ? secret : environment(secret.env) || undefined;
}

/** One redactor for all secrets that a stack file names: what one part is given it may tell another, which writes it down. */
export function stackRedactor(
  { services, endpoint, application, tracking, interventions }: StackFile,
  environment: Environment,
): Redactor {
  const declared = [
    ...services.map(({ env }) => env),
    ...declaredBy(endpoint),
    endpoint.compiled?.env,
    ...(application ? declaredBy(application) : []),
    application?.withoutEstimate?.env,
    tracking?.mlflow.headers,
    tracking?.mlflow.outage?.env,
    ...interventions.map(({ env }) => env),
  ];
  return redactorOfAll(declared, environment);
}

/** One redactor for all secrets that a part of a stack file names, wherever it names them. */
export function componentRedactor(file: ComponentFile, environment: Environment): Redactor {
  return redactorOfAll(declaredBy(file), environment);
}

type Declared = Readonly<Record<string, Secret>>;

function declaredBy({ start, protocol }: ComponentFile): readonly Declared[] {
  return [
    'url' in start ? start.headers : start.env,
    ...('front' in start && start.front ? [start.front.env] : []),
    ...(protocol ? headersOf(protocol) : []),
  ];
}

function redactorOfAll(declared: readonly (Declared | undefined)[], environment: Environment): Redactor {
  const secrets = new Map<string, string>();
  for (const secret of declared.flatMap((each) => Object.values(each ?? {}))) {
    const value = secretValue(secret, environment);
    if (typeof secret !== 'string' && value !== undefined) secrets.set(secret.env, value);
  }
  return redactorOf(secrets);
}

/** The headers of every form of request that a protocol has. */
function headersOf(protocol: NonNullable<ComponentFile['protocol']>): readonly Declared[] {
  if ('json' in protocol) return headersOfForms(protocol.json);
  if ('sagemaker' in protocol) {
    const { sagemaker } = protocol;
    return 'csv' in sagemaker ? [sagemaker.csv.headers] : headersOfForms(sagemaker);
  }
  return Object.values(protocol).map(({ headers }) => headers);
}

function headersOfForms({ predict, batch }: TemplateForms) {
  return [predict.headers, ...(batch ? [batch.headers] : [])];
}
