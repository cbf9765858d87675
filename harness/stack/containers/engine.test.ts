import { expect, onTestFinished, test } from 'vitest';
import { findEngine } from './engine.ts';

test('an engine that is named and does not answer is not replaced by another', async () => {
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = 'unix:///nowhere/docker.sock';
  onTestFinished(() => {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
  });
  await expect(findEngine()).rejects.toMatchObject({
    code: 'STACK_NO_ENGINE',
    message: expect.stringMatching(/there is no socket \/nowhere\/docker\.sock[\s\S]*DOCKER_HOST/),
  });
});
