import { environmentOf, isRunning, type ProcessEntry, readProcesses } from './process-table.ts';

/** The processes that come from one start, wherever they have gone to. */
export interface Family {
  /** Those that run at this moment. */
  members(): ProcessEntry[];
}

/**
 * A process belongs to the family if it carries the marker, is in the leader's session, descends from a member, or was
 * a member before: a new session, a cleared environment or a dead parent alone hide nothing.
 *
 * @param marker - `NAME=value` in the environment of everything that was started
 * @param leader - number of the process that leads the session; undefined as soon as it may belong to somebody else
 */
export function familyOf(marker: string, leader: () => number | undefined): Family {
  let known: ProcessEntry[] = [];

  return {
    members() {
      const session = leader();
      const before = new Map(known.map((entry) => [entry.pid, entry.startTime]));
      const rest = new Set(readProcesses().filter(({ pid }) => pid !== process.pid && pid > 1));
      const found: ProcessEntry[] = [];
      const adopt = (belongs: (entry: ProcessEntry) => boolean): number => {
        const adopted = [...rest].filter(belongs);
        for (const entry of adopted) rest.delete(entry);
        return found.push(...adopted);
      };

      let size = adopt(
        (entry) =>
          before.get(entry.pid) === entry.startTime ||
          entry.session === session ||
          environmentOf(entry.pid).includes(marker),
      );
      for (let last = 0; last < size; ) {
        last = size;
        const parents = new Set(found.map(({ pid }) => pid));
        size = adopt((entry) => parents.has(entry.parent));
      }
      known = found.filter(isRunning);
      return known;
    },
  };
}
