import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SmallStack } from './testing/small-stack.ts';
import { describeWithEngine } from './testing/with-engine.ts';

const digestOf = (content: string) => createHash('sha256').update(content).digest('hex');

/** Longer than a name in a header of an archive may be. */
const longName = `${'long'.repeat(40)}.bin`;

function connections(): number {
  return process.getActiveResourcesInfo().filter((name) => /Pipe|TCPSocket/.test(name)).length;
}

describeWithEngine('a file in a container', () => {
  test('is read where it stands, mounted, linked, written as it runs or of any length, and what is none is told', async () => {
    const stack = await SmallStack.in();
    onTestFinished(() => stack[Symbol.asyncDispose]());
    writeFileSync(join(stack.folder, 'model.txt'), 'mounted');
    await using endpoint = await stack.start({
      build: `RUN mkdir -p /opt/models/v2 && printf two >/opt/models/v2/model && ln -s v2 /opt/models/current \\
        && ln -s current/model /opt/models/link && ln -s nowhere /opt/models/broken && ln -s round /opt/models/round \\
        && head -c 3000001 /dev/zero >/opt/models/${longName} && : >/opt/models/empty`,
      python: 'open("/written", "w").write("as it runs")\ndef answer(path): return path',
      start: { mounts: { '/model': stack.folder } },
    });
    const [holder, ...others] = endpoint.holders;
    expect({ kind: holder?.kind, name: holder?.name, others }).toEqual({
      kind: 'container',
      name: 'endpoint',
      others: [],
    });
    const at = (path: string) => holder!.fileAt(path, new AbortController().signal);

    const before = connections();
    expect(await at('/model/model.txt')).toEqual({ sha256: digestOf('mounted') });
    expect(await at('/opt/models/current/model')).toEqual({ sha256: digestOf('two') });
    expect(await at('/opt/models/link')).toEqual({ sha256: digestOf('two') });
    expect(await at('/written')).toEqual({ sha256: digestOf('as it runs') });
    expect(await at('/opt/models/empty')).toEqual({ sha256: digestOf('') });
    expect(await at(`/opt/models/${longName}`)).toEqual({ sha256: digestOf('\0'.repeat(3_000_001)) });
    expect(await at('/opt/models')).toEqual({ problem: '/opt/models is no file' });
    expect(await at('/opt/models/absent')).toEqual({ problem: 'there is no /opt/models/absent' });
    for (const broken of ['/opt/models/broken', '/opt/models/round']) {
      expect(await at(broken)).toEqual({ problem: expect.stringContaining(broken.slice(0, 11)) });
    }
    // One that stayed would keep Assay from ending.
    await expect.poll(connections).toBeLessThanOrEqual(before);
    const ended = AbortSignal.abort(new Error('interrupted'));
    await expect(holder!.fileAt('/model/model.txt', ended)).rejects.toThrow('interrupted');
  });
});
