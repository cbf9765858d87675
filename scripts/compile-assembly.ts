/** `npm run assembly`: compiles what is written in AssemblyScript to WebAssembly, and that to a module of TypeScript. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';

const repository = dirname(import.meta.dirname);

export const moduleFile = join(repository, 'harness/observations/nominal-rows-module.ts');

/**
 * @returns the text of that module
 * @throws {Error} with what the compiler says of the source
 */
export async function compileAssembly(): Promise<string> {
  let binary: Uint8Array = new Uint8Array();
  const { error, stderr } = await asc.main(
    [
      ...['harness/observations/assembly/nominal-rows.ts', '--baseDir', repository, '--outFile', 'binary'],
      ...['--enable', 'simd', '--runtime', 'stub', '--noAssert', '--importMemory', '-O3'],
    ],
    {
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error) throw new Error(`${stderr}`, { cause: error });
  return [
    '/** Compiled from assembly/nominal-rows.ts by `npm run assembly`: WebAssembly, in base 64. */',
    `export const nominalRowsModule =\n  '${Buffer.from(binary).toString('base64')}';\n`,
  ].join('\n');
}

if (import.meta.main) writeFileSync(moduleFile, await compileAssembly());
