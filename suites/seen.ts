import { applicationCountersAgree } from '../harness/checks/application-counters-agree.ts';
import { applicationLogsStateEveryDecision } from '../harness/checks/application-logs-state-every-decision.ts';
import { countersAgreeWithTheHistory } from '../harness/checks/counters-agree-with-the-history.ts';
import { logsAgreeWithTheHistory } from '../harness/checks/logs-agree-with-the-history.ts';
import { logsStateEveryDecision } from '../harness/checks/logs-state-every-decision.ts';
import type { Suite } from './suite.ts';

export const seen: Suite = {
  group: 'SEEN',
  title: 'who reads the logs sees the truth',
  clauses: [
    {
      id: 'SEEN-1',
      sentence: 'the logs state, for every decision, that the model made it',
      needs: ['nominal'],
      checks: [logsStateEveryDecision],
      decisions: [applicationLogsStateEveryDecision],
    },
    {
      id: 'SEEN-2',
      sentence: 'metrics and logs agree with the history',
      needs: ['nominal'],
      checks: [logsAgreeWithTheHistory, countersAgreeWithTheHistory],
      decisions: [applicationCountersAgree],
    },
  ],
};
