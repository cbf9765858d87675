import type { Check, CheckContext, CheckResult, Finding, JudgedExchange } from '../checks/check.ts';

/** What checks say of one call alone. */
export function judgedAlone(checks: readonly Check[], context: CheckContext, judged: JudgedExchange): CheckResult[] {
  return checks.map((check) => {
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
