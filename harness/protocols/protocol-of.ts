import type { Environment } from '../contract/secrets.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import { dialectOf } from './dialect-of.ts';
import { spokenByGrpc } from './grpc-inquiry.ts';
import { metadataReader } from './metadata-reader.ts';
import { openInferenceGrpc } from './open-inference-grpc.ts';
import type { Protocol } from './protocol.ts';
import type { SpokenContract } from './spoken-contract.ts';
import { spoken } from './spoken-dialect.ts';

export interface ProtocolOptions {
  readonly contract: SpokenContract;
  readonly endpoint: Pick<EndpointFile, 'protocol' | 'routes' | 'failure'>;
  /** Where the values of secret headers come from. */
  readonly environment: Environment;
}

/**
 * How the endpoint of a stack file is spoken to.
 *
 * @throws {ProtocolError} of the templates, the shapes or the secrets
 */
export function protocolOf({ contract, endpoint, environment }: ProtocolOptions): Protocol {
  const grpc = spokenByGrpc(endpoint.protocol);
  if (grpc) return openInferenceGrpc(grpc, contract, { endpoint, environment });
  const dialect = dialectOf(contract, endpoint);
  const protocol = spoken(dialect, { width: contract.features.length, environment, failure: endpoint.failure });
  const { metadata } = dialect;
  return metadata ? { ...protocol, metadata: metadataReader(metadata, contract, endpoint.protocol) } : protocol;
}
