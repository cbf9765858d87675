/**
 * What node_modules lacks, has too much of, or has in another version than the lock names.
 *
 * @param {Lock} locked - package-lock.json
 * @param {Lock} installed - node_modules/.package-lock.json, npm's own account of what it installed
 * @returns {string | undefined} the first difference in words, undefined when there is none
 *
 * @typedef {{packages: Record<string, {version?: string, integrity?: string, optional?: boolean, devOptional?: boolean}>}} Lock
 */
export function installationGap(locked, installed) {
  for (const [path, entry] of Object.entries(locked.packages)) {
    if (path === '') continue;
    const present = installed.packages[path];
    if (present === undefined) {
      // npm leaves out what is optional and for another platform.
      if (entry.optional || entry.devOptional) continue;
      return `${path} is not installed`;
    }
    if (present.version !== entry.version || present.integrity !== entry.integrity) {
      return `${path} is ${present.version}, and the lock names ${entry.version}`;
    }
  }
  for (const path of Object.keys(installed.packages)) {
    if (locked.packages[path] === undefined) return `${path} is installed, and the lock does not name it`;
  }
  return undefined;
}
