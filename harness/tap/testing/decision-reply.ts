import { fileURLToPath } from 'node:url';
import { loadContract } from '../../contract/load-contract.ts';
import type { ReplyForm } from '../answers/action-place.ts';

/** The form of the replies that a contract of the repository states. */
export function formOf(name: string): ReplyForm {
  const { contract } = loadContract(fileURLToPath(new URL(`../../../contracts/${name}.yaml`, import.meta.url)));
  return { places: contract.reply, actions: contract.actions };
}

/** As the embedded endpoint writes it, with white space of its own here and there. */
export const discreteReply =
  '{"action":2, "label":"BUY_YES_10","logits":[0.5,-1e-3,7.25,' +
  `${Array.from({ length: 18 }, (_, index) => -index - 1).join()}],"used_trained_model":true,` +
  '"feature_count": 54,"model_version":"abc","latency_ms":0.1}';

export const continuousReply =
  '{"action":[0.125],"discrete":"FLAT","used_trained_model":true,"feature_count":28,"model_version":"abc","latency_ms":0.1}';
