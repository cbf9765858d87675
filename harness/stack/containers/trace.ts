import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const file = 'containers';

/** Notes in the folder of a run that it has containers: who sweeps the folder looks for them, too. */
export async function recordContainers(folder: string): Promise<void> {
  await writeFile(join(folder, file), '');
}

/** Whether a folder of a run says that it had containers. */
export function recordsContainers(folder: string): boolean {
  return existsSync(join(folder, file));
}
