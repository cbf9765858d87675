import { basename } from 'node:path';

/** The name of the image that is built from a folder, however that is called. */
export function imageName(context: string, tag: string): string {
  const words = basename(context)
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['image'];
  return `assay-${words.join('-')}:${tag}`;
}
