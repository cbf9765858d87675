/**
 * A process that has nothing to wait for but the end of an oracle that is still computing, of the model whose path is
 * the argument. It says `closed` when it has come to its end.
 */
import { readArtifact } from '../artifact.ts';
import { openOracle, rowsPerRun } from '../oracle.ts';
import { linearContract } from './scratch.ts';

const artifact = await readArtifact(process.argv[2]!);
const oracle = await openOracle({ artifact, contract: linearContract(artifact), workers: 1 });
const rows = 2 * rowsPerRun;
const asked = oracle.evaluate({ rows, width: 4, values: new Float32Array(rows * 4) });
// By then the worker has the runs, and none wait before it.
await Promise.resolve();
await oracle[Symbol.asyncDispose]();
await asked;
console.log('closed');
