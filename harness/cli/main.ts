import { enableCompileCache } from 'node:module';

enableCompileCache();
const { command } = await import('./command.ts');
process.exitCode = await command(process.argv.slice(2));
