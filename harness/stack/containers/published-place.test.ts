import { expect, test } from 'vitest';
import { publishedPlace } from './published-place.ts';

const published = {
  '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '32768' }],
  '8082/tcp': [{ HostIp: '127.0.0.1', HostPort: '32769' }],
  '9090/tcp': null,
};

test('a container is reached where its ports are published; one without a port, nowhere', () => {
  const further = { metrics: { inside: 8082 } };
  expect(publishedPlace(published, { port: { inside: 8080 }, further })).toEqual({
    port: 32768,
    further: { metrics: 32769 },
  });
  expect(publishedPlace({}, { port: undefined })).toEqual({ port: 0, further: {} });
});

test.each([
  ['every one', {}, {}],
  ['one', published, { metrics: { inside: 8083 } }],
  ['the address of one', published, { metrics: { inside: 9090 } }],
])('a container is nowhere where %s of its ports is missing', (_, ports, further) => {
  expect(publishedPlace(ports, { port: { inside: 8080 }, further })).toBeUndefined();
});
