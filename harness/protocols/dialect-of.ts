import type { EndpointFile } from '../contract/stack-file.ts';
import { csvDialect } from './csv.ts';
import type { Dialect } from './dialect.ts';
import { mlflowDialect } from './mlflow.ts';
import { openInferenceDialect } from './open-inference.ts';
import type { SpokenContract } from './spoken-contract.ts';
import { templateDialect } from './template-dialect.ts';
import { tensorflowDialect } from './tensorflow.ts';

/**
 * The dialect in which a stack file says that its endpoint is spoken to.
 *
 * @throws {ProtocolError} where it does not fit the contract
 */
export function dialectOf(
  contract: SpokenContract,
  { protocol, routes }: Pick<EndpointFile, 'protocol' | 'routes'>,
): Dialect {
  if ('json' in protocol) return templateDialect('json', protocol.json, contract, routes);
  if ('sagemaker' in protocol) {
    const { sagemaker } = protocol;
    return 'csv' in sagemaker
      ? csvDialect(sagemaker.csv, contract, routes)
      : templateDialect('sagemaker', sagemaker, contract, routes);
  }
  if ('openInference' in protocol) return openInferenceDialect(protocol.openInference, contract, routes);
  if ('mlflow' in protocol) return mlflowDialect(protocol.mlflow, contract, routes);
  if ('tensorflow' in protocol) return tensorflowDialect('tensorflow', protocol.tensorflow, contract, routes);
  return tensorflowDialect('kserve', { ...protocol.kserve, form: 'rows' }, contract, routes);
}
