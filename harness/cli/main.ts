import { enableCompileCache } from 'node:module';
import { exitBy } from './exit-by.ts';

enableCompileCache();
await exitBy(async () => {
  const { command } = await import('./command.ts');
  return await command(process.argv.slice(2));
});
