import { expect, test } from 'vitest';
import { type StackFile, stackSchema } from '../contract/stack-file.ts';
import { servedPathOf } from './served-path.ts';

const container = { container: { image: 'a' }, port: 1, mounts: { '/opt/ml/model': '${model.dir}' } };
const process = { process: ['a'] };
const artifact = { path: '${model.dir}/policy.onnx' };

function pathOf(start: object, endpoint: object, served?: object): string | undefined {
  const stack: StackFile = stackSchema.parse({
    stack: 'a',
    endpoint: { start, protocol: 'json', routes: { predict: 'POST /', ready: 'GET /' }, ...endpoint },
    tracking: { mlflow: { url: 'http://127.0.0.1:1', experiment: 'a', ...(served ? { served } : {}) } },
  });
  return servedPathOf({ endpoint: stack.endpoint, stack: { stack, folder: '/stacks' } }, { 'model.dir': '/run/model' });
}

test.each<[string, object, object, object | undefined, string | undefined]>([
  ['where a mount puts the artifact', container, { artifact }, undefined, '/opt/ml/model/policy.onnx'],
  ['where the stack file says, of a container', container, { artifact }, { file: '/srv/a.onnx' }, '/srv/a.onnx'],
  ['where a process finds the artifact', process, { artifact }, undefined, '/run/model/policy.onnx'],
  ['where the stack file says, of a process', process, {}, { file: 'models/a.onnx' }, '/stacks/models/a.onnx'],
  ['nowhere in an image that nobody knows', container, {}, undefined, undefined],
  ['nowhere, where the endpoint ran already', { url: 'http://127.0.0.1:1' }, { artifact }, undefined, undefined],
])('the file stands %s', (_, start, endpoint, served, expected) => {
  expect(pathOf(start, endpoint, served)).toBe(expected);
});
