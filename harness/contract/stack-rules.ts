import { applicationRules } from './application-rules.ts';
import { endpointRules } from './endpoint-rules.ts';
import type { PlacedComplaint } from './explain.ts';
import { interventionRules } from './intervention-rules.ts';
import { serviceRules } from './service-rules.ts';
import type { SoundStack } from './stack-complaint.ts';

/** What must hold in the texts of a stack file, and between its parts. */
export function* stackRules({
  endpoint = {},
  interventions = [],
  services = [],
  ...acting
}: SoundStack): Generator<PlacedComplaint> {
  yield* endpointRules(endpoint);
  yield* applicationRules(acting);
  yield* interventionRules(interventions);
  yield* serviceRules(services);
}
