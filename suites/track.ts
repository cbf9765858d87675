import { loggedFiguresCanBeReadBack } from '../harness/checks/logged-figures-can-be-read-back.ts';
import { nothingChangesWithoutTracking } from '../harness/checks/nothing-changes-without-tracking.ts';
import { oneDigestFromTrainingToAnswers } from '../harness/checks/one-digest-from-training-to-answers.ts';
import type { Suite } from './suite.ts';

export const track: Suite = {
  group: 'TRACK',
  title: 'what is served can be traced to its training, and needs no tracking to go on',
  clauses: [
    {
      id: 'TRACK-1',
      sentence: 'the tracking run, the artifact and the served model share one digest',
      needs: ['nominal'],
      checks: [oneDigestFromTrainingToAnswers],
    },
    {
      id: 'TRACK-2',
      sentence: 'with tracking slow, silent or gone nothing else changes',
      needs: ['untracked'],
      checks: [nothingChangesWithoutTracking],
    },
    {
      id: 'TRACK-3',
      sentence: 'what was logged can be read back, and non-finite metrics are left out',
      needs: [],
      checks: [loggedFiguresCanBeReadBack],
    },
  ],
};
