import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A program of Weft's, as npm runs it, against stand-ins and a real database. */
export interface Program {
  readonly output: () => string;
  /** Resolves with what matched as soon as it was printed; rejects when the program ends before. */
  printed(wanted: RegExp): Promise<RegExpExecArray>;
  end(signal?: NodeJS.Signals): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

/** Starts one, Weft itself unless another is named, with these variables only; what is left of it ends with the test. */
export function run(env: Readonly<Record<string, string>>, file = 'src/main.ts'): Program {
  const folder = mkdtempSync(join(tmpdir(), 'weft-main-'));
  const child = spawn(process.execPath, ['--import', './src/guard.mjs', file], {
    env: { PATH: process.env.PATH ?? '', WEFT_DATA: folder, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const changed = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (words: string) => {
      output += words;
      changed.dispatchEvent(new Event('more'));
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    output: () => output,
    ended,
    async printed(wanted) {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = wanted.exec(output);
        if (match) resolve(match);
      };
      changed.addEventListener('more', look);
      void ended.then(() => reject(new Error(`ended: ${output}`)));
      look();
      return await promise;
    },
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      return await ended;
    },
  };
}
