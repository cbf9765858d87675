/** Not a fault: requests that come together wait for each other, and each is then judged by itself. */
import type { Fault } from '../../../fixtures/faults/fault.ts';
import { gatheredRequests } from '../../../fixtures/faults/ingredients/gathered-requests.ts';

export const fault: Pick<Fault, 'plant'> = {
  plant: (parts, { declaration }) => gatheredRequests(parts, declaration, (received) => received),
};
