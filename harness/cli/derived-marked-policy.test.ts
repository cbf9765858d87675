import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { defaultContract } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

const only = ['CAUSE-1', 'SWAP-1', 'SWAP-2'];

/** A contract of the fixtures, of a policy that lies alone in its folder. */
async function verifiedAlone(contract: string, policy = contract) {
  using files = new Files();
  const from = join(dirname(dirname(defaultContract)), 'fixtures/policies', policy);
  for (const name of ['policy.onnx', 'golden.json', 'record.json'])
    copyFileSync(join(from, name), join(files.folder, name));
  const text = readFileSync(join(dirname(defaultContract), `${contract}.yaml`), 'utf8');
  const file = files.write('contract.yaml', text.replaceAll(`../fixtures/policies/${policy}/`, ''));
  const { clauses } = await verify(await readInputs({ contract: file, seed: 1, observations: 128, only }), {
    evidence: EvidenceFolder.create(join(files.folder, 'evidence')),
    signal: new AbortController().signal,
    progress: () => {},
  });
  const asked = clauses.filter(({ id }) => only.includes(id));
  return {
    verdicts: Object.fromEntries(asked.map(({ id, verdict, reason }) => [id, reason ?? verdict])),
    findings: asked.flatMap(({ findings }) => findings),
    notes: asked.flatMap(({ notes }) => notes),
  };
}

const everywhere = (verdict: string) => Object.fromEntries(only.map((id) => [id, verdict]));

describe('an artifact without a marked policy beside it', () => {
  test.each([
    ['kalshi-limit-order', 'scores rotated by 7 actions'],
    ['kalshi-masked', 'scores and mask rotated by 7 actions'],
    ['stat-pair-qr-dqn', 'quantiles rotated by 2 actions'],
    ['stat-pair-ppo', 'values mirrored within their range'],
  ])('%s: one is made of it, which proves that answers follow the artifact: %s', async (name, law) => {
    const run = await verifiedAlone(name);
    expect({ verdicts: run.verdicts, findings: run.findings }).toEqual({
      verdicts: everywhere('PROVEN'),
      findings: [],
    });
    expect(run.notes).toContain(`the marked policy was derived from the artifact: ${law}`);
  });

  test('of which none can be made proves nothing, and says why', async () => {
    const run = await verifiedAlone('stat-pair-ppo-sampled', 'stat-pair-ppo');
    expect(run.verdicts).toEqual(
      everywhere(
        'there is no marked policy beside the artifact (marked/policy.onnx, and its record.json), and none can be derived ' +
          'from it: its actions are drawn from other outputs than the one that decides',
      ),
    );
  });
});
