import { expect, test } from 'vitest';
import { pathInContainer } from './path-in-container.ts';

test.each([
  [{ '/opt/ml/model': '${model.dir}' }, '/opt/ml/model/policy.onnx'],
  [{ '/opt/ml/model/': '${model.dir}/' }, '/opt/ml/model/policy.onnx'],
  [{ '/etc/it': '${policy.dir}', '/srv/the.onnx': '${model.dir}/policy.onnx' }, '/srv/the.onnx'],
  [{ '/opt/other': '${model.dir}-of-another' }, undefined],
  [{}, undefined],
])('by the mounts %o it stands at %s', (mounts, expected) => {
  expect(pathInContainer('${model.dir}/policy.onnx', mounts)).toBe(expected);
});
