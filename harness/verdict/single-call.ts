import type { Check, CheckContext, CheckResult, Finding, JudgedExchange } from '../checks/check.ts';
import { isServed } from '../history/phase.ts';

/**
 * What checks say of one call alone, sent to the endpoint as it was started.
 *
 * Checks of phases apart say nothing of it: to them a call means something only by what was done to the endpoint meanwhile.
 */
export function judgedAlone(checks: readonly Check[], context: CheckContext, judged: JudgedExchange): CheckResult[] {
  return checks
    .filter(({ phases }) => phases.some(isServed))
    .map((check) => {
      const examination = check.begin(context);
      examination.see(judged);
      return examination.conclude();
    });
}

/** What checks find in one call alone; nothing, where a violation shows only beside other calls. */
export function findingsInOneCall(checks: readonly Check[], context: CheckContext, judged: JudgedExchange): Finding[] {
  return judgedAlone(checks, context, judged)
    .flatMap(({ findings }) => findings)
    .filter(({ exchange }) => exchange === judged.exchange.id);
}
