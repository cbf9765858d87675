import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { StackError } from './stack-error.ts';

/**
 * Waits for the end of its standard input, which comes when Assay is gone, however it went, and then ends every
 * process that carries the marker, and the session of the leader that it was told of, even where that shed the marker.
 *
 * Between fork and exec a child still holds Assay's end of the pipe, so the end of input comes only after that child
 * has become the marked program. For about a moment the kernel shows no environment of it: hence ten quiet looks.
 * What was frozen hears of SIGTERM only when it runs again: hence SIGCONT.
 * What is dead and not yet collected is not looked for: on some machines nobody ever collects it.
 */
const script = `
for tool in grep cut sort sleep; do command -v "$tool" >/dev/null || exit 127; done
marker=$1 tenths=$2 leader= started=
trap '' HUP INT QUIT TERM
while read -r word pid time; do
  case $word in
    leader) leader=$pid started=$time ;;
    done) exit 0 ;;
  esac
done
stat_of_leader="^$leader [(].*[)] [A-Z]( [-0-9]+){18} $started "
in_its_session="^[0-9]+ [(].*[)] [^ZX] [0-9]+ [0-9]+ $leader "
[ -n "$leader" ] && grep -qsE "$stat_of_leader" "/proc/$leader/stat" || leader=
members() {
  {
    grep -lsF -e "$marker" /proc/[0-9]*/environ
    [ -n "$leader" ] && grep -lsE "$in_its_session" /proc/[0-9]*/stat
  } | cut -d/ -f3 | sort -u
}
signal() {
  found=$(members)
  for pid in $found; do kill -s "$1" "$pid"; done
  [ -n "$found" ]
}
signal TERM
signal CONT
while [ "$tenths" -gt 0 ] && [ -n "$(members)" ]; do sleep 0.1; tenths=$((tenths - 1)); done
quiet=0 looks=0
while [ "$quiet" -lt 10 ] && [ "$looks" -lt 300 ]; do
  if signal KILL; then quiet=0; else quiet=$((quiet + 1)); fi
  looks=$((looks + 1))
  sleep 0.1
done
`;

/** Ends what one start left behind, should Assay be killed; in a session of its own, so that nothing takes it along. */
export interface Guard {
  /** The process whose session is to end. */
  watch(leader: { readonly pid: number; readonly startTime: string }): void;
  /** Everything is stopped: the guard leaves without ending anything. */
  release(): Promise<void>;
  /** @throws {StackError} STACK_NO_GUARD where it could not do its work */
  check(): void;
}

/**
 * @param marker - `NAME=value` in the environment of everything that is guarded, of a length that makes it unique
 * @param grace - milliseconds from SIGTERM to SIGKILL
 * @throws {StackError} STACK_NO_GUARD
 */
export function startGuard(marker: string, grace: number): Guard {
  const tenths = String(Math.ceil(grace / 100));
  const guard = spawn('/bin/sh', ['-c', script, 'assay-guard', marker, tenths], {
    detached: true,
    cwd: '/',
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  let failure: unknown;
  guard.on('error', (error) => {
    failure = error;
  });
  // A guard that is gone is noticed by `check`.
  guard.stdin.on('error', () => {});
  guard.unref();

  const check = (): void => {
    if (guard.pid !== undefined && guard.exitCode === null && guard.signalCode === null) return;
    throw new StackError('STACK_NO_GUARD', {
      problem: `the guard that ends the stack, should Assay be killed, does not run (exit code ${guard.exitCode}, signal ${guard.signalCode})`,
      remedy: 'Assay needs /bin/sh, grep, cut, sort and sleep on the PATH',
      cause: failure,
    });
  };
  return {
    watch: ({ pid, startTime }) => guard.stdin.write(`leader ${pid} ${startTime}\n`),
    release: () => release(guard),
    check,
  };
}

async function release(guard: ChildProcess): Promise<void> {
  if (guard.pid === undefined || guard.exitCode !== null || guard.signalCode !== null) return;
  guard.ref();
  const left = once(guard, 'exit');
  guard.stdin?.end('done\n');
  await Promise.race([left, pause(2_000, undefined, { ref: false })]);
  if (guard.exitCode === null && guard.signalCode === null) guard.kill('SIGKILL');
  await left;
}
