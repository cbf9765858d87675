import type { Check, CheckContext, Finding, JudgedExchange } from '../checks/check.ts';

/** What checks find in one call alone; nothing, where a violation shows only beside other calls. */
export function findingsInOneCall(checks: readonly Check[], context: CheckContext, judged: JudgedExchange): Finding[] {
  return checks.flatMap((check) => {
    const examination = check.begin(context);
    examination.see(judged);
    const { findings } = examination.conclude();
    return findings.filter(({ exchange }) => exchange === judged.exchange.id);
  });
}
