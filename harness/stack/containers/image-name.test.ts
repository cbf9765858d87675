import { expect, test } from 'vitest';
import { imageName } from './image-name.ts';

test.each([
  ['/stacks/kalshi/endpoint', 'assay-endpoint:0f'],
  ['/stacks/Trading Bot', 'assay-trading-bot:0f'],
  ['/stacks/modèle.v2', 'assay-mod-le-v2:0f'],
  ['/stacks/__serving__', 'assay-serving:0f'],
  ['/stacks/模型', 'assay-image:0f'],
  ['/', 'assay-image:0f'],
])('what is built from %s has a name that an engine takes', (context, name) => {
  expect(imageName(context, '0f')).toBe(name);
});
