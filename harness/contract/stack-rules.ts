import { applicationRules } from './application-rules.ts';
import { endpointRules } from './endpoint-rules.ts';
import type { PlacedComplaint } from './explain.ts';
import { interventionRules } from './intervention-rules.ts';
import { serviceRules } from './service-rules.ts';
import { complaint, type SoundStack } from './stack-complaint.ts';
import { trackingRules } from './tracking-rules.ts';

/** What must hold in the texts of a stack file, and between its parts. */
export function* stackRules({
  endpoint = {},
  interventions = [],
  services = [],
  tracking,
  ...acting
}: SoundStack): Generator<PlacedComplaint> {
  yield* endpointRules(endpoint);
  yield* applicationRules(acting);
  if (acting.application) yield* tapSpeaksHttp(endpoint);
  yield* interventionRules(interventions);
  yield* serviceRules(services);
  yield* trackingRules({ tracking, services, endpoint });
}

/** What an application asks of its endpoint passes the tap. */
function* tapSpeaksHttp({ protocol }: NonNullable<SoundStack['endpoint']>) {
  if (protocol === undefined || !('openInference' in protocol) || protocol.openInference?.transport !== 'grpc') return;
  const problem = 'there is an application, but what it asks by gRPC does not pass the tap, which speaks HTTP/1.1';
  yield complaint(['endpoint', 'protocol', 'openInference', 'transport'], problem, 'rest, or no application');
}
