import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { isRunning, readProcess } from './process-table.ts';
import { until } from './testing/workbench.ts';

/** Its first thread ends by itself (the system call `exit`, which ends no other), and the second goes on serving. */
const withoutFirstThread = `
import ctypes, platform, socket, threading
server = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=server.accept).start()
print("listening", flush=True)
ctypes.CDLL(None).syscall({"x86_64": 60}.get(platform.machine(), 93), 0)
`;

test('a process of which only the first thread has ended still runs', async () => {
  const child = spawn('python3', ['-c', withoutFirstThread], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = child.pid ?? 0;
  await once(child.stdout, 'data');
  const entry = readProcess(pid);
  if (!entry) throw new Error('it is not there');
  await until(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '), 'its first thread has ended');
  expect(isRunning(entry)).toBe(true);

  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isRunning(entry)).toBe(false);
});
