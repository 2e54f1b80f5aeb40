import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process that is measured, so that its JIT and its garbage collector are its own. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Resolves with what matched, as soon as it was printed. */
  printed(wanted: RegExp): Promise<RegExpExecArray>;
  /** Ends it with that signal, SIGTERM unless given; nothing if it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** How much memory a process has resident, in bytes. */
export function residentOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

/** Starts one with these variables only; `node` are options for Node itself, `given` the program's arguments. */
export function start(
  file: string,
  env: Readonly<Record<string, string>>,
  node: readonly string[] = [],
  given: readonly string[] = [],
): Program {
  const folder = mkdtempSync(join(tmpdir(), 'weft-bench-'));
  const child = spawn(process.execPath, [...node, file, ...given], {
    env: { PATH: process.env.PATH ?? '', WEFT_DATA: folder, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // Also when the benchmark is interrupted.
  const leave = () => child.kill('SIGKILL');
  process.once('exit', leave);
  const ended = once(child, 'exit').finally(() => {
    process.off('exit', leave);
    rmSync(folder, { recursive: true, force: true });
  });
  let output = '';
  const looks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (words: string) => {
      output = (output + words).slice(-200_000);
      for (const look of looks) look();
    });
  }
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    process: child,
    end,
    [Symbol.asyncDispose]: () => end(),
    async printed(wanted) {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = wanted.exec(output);
        if (match) resolve(match);
      };
      looks.add(look);
      look();
      void ended.then(() => reject(new Error(`${file} ended: ${output}`)));
      return await promise.finally(() => looks.delete(look));
    },
  };
}

/** Weft itself, as `npm start` runs it on these stand-ins and this database; resolves with its address once it runs. */
export async function startWeft(
  env: Readonly<Record<string, string>>,
  node: readonly string[] = [],
): Promise<Program & { readonly address: string }> {
  const weft = start('src/main.ts', { WEFT_SECRET: 'a secret of at least thirty-two characters', ...env }, [
    '--import',
    './src/guard.mjs',
    ...node,
  ]);
  const [, address = ''] = await weft.printed(/"address":"(http:[^"]+)"/);
  return Object.assign(weft, { address });
}
