import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ContractError } from '../contract/contract-error.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { defaultStack } from './package-files.ts';
import { type RunInputs, readInputs } from './run-inputs.ts';
import { artifactPath, Files, kalshiContract } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

const form = 'policy.bin';
const only = ['ARTIFACT-1', 'LOAD-2', 'LOAD-3', 'USED-2', 'CAUSE-1', 'CAUSE-2', 'SWAP-1', 'SWAP-2', 'SWAP-3', 'SWAP-4'];

/** The same model in other bytes: ONNX files may say who made them. */
const otherForm = (artifact: string) => Buffer.concat([readFileSync(artifact), Buffer.from('\x12\x05other', 'latin1')]);

/** A policy that lies in a folder with its kin, each also in the form that the stack file says is served. */
async function inputsOfForm(files: Files, kin: readonly string[]) {
  const folder = join(files.folder, 'policy');
  cpSync(dirname(artifactPath), folder, { recursive: true });
  for (const name of kin) writeFileSync(join(folder, name, form), otherForm(join(folder, name, 'policy.onnx')));
  const contract = kalshiContract().replaceAll(dirname(artifactPath), folder);
  const stack = readFileSync(defaultStack, 'utf8')
    .replace(
      "artifact: {path: '${model.dir}/policy.onnx'",
      `artifact: {path: '\${model.dir}/policy.onnx', served: ${form}`,
    )
    .replace('endpoint.ts', join(dirname(defaultStack), 'endpoint.ts'));
  return await readInputs({
    contract: files.write('contract.yaml', contract),
    stack: files.write('stack.yaml', stack),
    ...{ seed: 1, observations: 64, only },
  });
}

async function verified(files: Files, inputs: RunInputs) {
  const document = await verify(inputs, {
    evidence: EvidenceFolder.create(join(files.folder, 'evidence')),
    signal: new AbortController().signal,
    progress: () => {},
  });
  const asked = document.clauses.filter(({ id }) => only.includes(id));
  return {
    notices: document.notices,
    findings: asked.flatMap(({ findings }) => findings),
    verdicts: Object.fromEntries(asked.map(({ id, verdict }) => [id, verdict])),
    reasons: asked.flatMap(({ reason }) => reason ?? []),
  };
}

test('an endpoint that loads another form than the artifact is verified by the artifact', async () => {
  using files = new Files();
  const { verdicts, findings, notices } = await verified(files, await inputsOfForm(files, ['', 'marked']));
  expect(findings).toEqual([]);
  expect(verdicts).toEqual(Object.fromEntries(only.map((id) => [id, 'PROVEN'])));
  expect(notices).toContainEqual(
    expect.stringMatching(/^no artifact of another shape was put in place: none lies there/),
  );
}, 60_000);

test('where the marked policy is not there in that form, swaps prove nothing, and say why', async () => {
  using files = new Files();
  const { verdicts, reasons } = await verified(files, await inputsOfForm(files, ['']));
  expect(verdicts).toMatchObject({
    'LOAD-3': 'PROVEN',
    'CAUSE-2': 'PROVEN',
    'CAUSE-1': 'UNPROVEN',
    'SWAP-3': 'UNPROVEN',
  });
  expect(reasons).toContainEqual(expect.stringMatching(/the form that is served \(.*marked\/policy\.bin\)/));
}, 60_000);

test('one that is derived from the artifact has no other form', async () => {
  using files = new Files();
  const inputs = await inputsOfForm(files, ['']);
  rmSync(join(dirname(inputs.artifactPath), 'marked'), { recursive: true });
  const { reasons } = await verified(files, inputs);
  expect(reasons).toContainEqual(expect.stringMatching(/has no other form \(marked\/policy\.bin\)/));
}, 60_000);

test('a form that does not lie there is a mistake of the stack file, with its place', async () => {
  using files = new Files();
  const read = inputsOfForm(files, []);
  await expect(read).rejects.toThrow(ContractError);
  await expect(read).rejects.toThrow(/stack\.yaml:\d+:\d+: .*policy\.bin does not exist/);
});
