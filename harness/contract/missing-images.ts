import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LoadedStack } from './load-stack.ts';
import type { Mistake } from './mistake.ts';
import type { ContainerImage } from './start-shape.ts';
import type { YamlPath } from './yaml-path.ts';

/** Where a stack file names a folder to build an image from, and there is none, or no Dockerfile in it. */
export function missingImages({ stack, folder, mistakeAt }: LoadedStack): Mistake[] {
  const { endpoint, application, services } = stack;
  const images: [YamlPath, ContainerImage][] = services.map(({ container }, index) => [['services', index], container]);
  if ('container' in endpoint.start) {
    const { container, front } = endpoint.start;
    images.push([['endpoint', 'start'], container]);
    if (front) images.push([['endpoint', 'start', 'front'], front.container]);
  }
  if (application && 'container' in application.start) {
    images.push([['application', 'start'], application.start.container]);
  }
  return images.flatMap(([at, image]) => {
    if ('image' in image) return [];
    const { context, dockerfile } = image.build;
    const path = resolve(folder, context);
    const place = [...at, 'container', 'build'];
    if (!existsSync(path)) return [mistakeAt(place, `there is no folder ${path}`)];
    if (!existsSync(join(path, dockerfile))) return [mistakeAt(place, `there is no ${dockerfile} in ${path}`)];
    return [];
  });
}
