/** Every clause of the definition of done, by group. The sentences stand in `suites/`, with the checks that prove them. */
export const clauseIds = [
  ...(['ARTIFACT-1', 'ARTIFACT-2', 'ARTIFACT-3', 'ARTIFACT-4'] as const),
  ...(['LOAD-1', 'LOAD-2', 'LOAD-3', 'LOAD-4', 'LOAD-5'] as const),
  ...(['FEAT-1', 'FEAT-2', 'FEAT-3', 'FEAT-4', 'FEAT-5'] as const),
  ...(['VARY-1', 'VARY-2', 'VARY-3', 'VARY-4', 'VARY-5'] as const),
  ...(['ACT-1', 'ACT-2', 'ACT-3', 'ACT-4', 'ACT-5'] as const),
  ...(['USED-1', 'USED-2', 'USED-3', 'USED-4'] as const),
  ...(['CAUSE-1', 'CAUSE-2', 'CAUSE-3', 'CAUSE-4'] as const),
  ...(['SEEN-1', 'SEEN-2'] as const),
  ...(['SWAP-1', 'SWAP-2', 'SWAP-3', 'SWAP-4', 'SWAP-5'] as const),
  ...(['TIME-1', 'TIME-2', 'TIME-3', 'TIME-4'] as const),
  ...(['SIZE-1', 'SIZE-2', 'SIZE-3', 'SIZE-4'] as const),
  ...(['TRACK-1', 'TRACK-2', 'TRACK-3'] as const),
  ...(['RETRAIN-1', 'RETRAIN-2', 'RETRAIN-3', 'RETRAIN-4', 'RETRAIN-5'] as const),
] as const;

export type ClauseId = (typeof clauseIds)[number];
export type ClauseGroup = ClauseId extends `${infer Group}-${number}` ? Group : never;

export const clauseGroups: readonly ClauseGroup[] = [...new Set(clauseIds.map(groupOf))];

export function groupOf(clause: ClauseId): ClauseGroup {
  return clause.slice(0, clause.indexOf('-')) as ClauseGroup;
}

/** `['FEAT', 'USED-1']` to every clause it names, in the order of the catalogue. */
export function expandClauses(named: readonly (ClauseId | ClauseGroup)[]): ClauseId[] {
  const wanted = new Set<string>(named);
  return clauseIds.filter((clause) => wanted.has(clause) || wanted.has(groupOf(clause)));
}
