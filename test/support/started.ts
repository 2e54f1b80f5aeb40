// Weft as whoever runs it starts it: src/main.ts in a process of its own, on a free port.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Started extends AsyncDisposable {
  /** the address it printed */
  readonly url: string;
  readonly folder: string;
  /** Everything it printed so far. */
  printed(): string;
  /** Ends it with that signal and starts it again on the same folder, at a new address. */
  restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts Weft without any token in a fresh folder, and resolves when it has printed its address. */
export async function startWeft(): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-started-'));
  let text = '';
  let child: ChildProcess;
  let url = '';

  async function start(): Promise<void> {
    const { PATH = '', HOME = '' } = process.env;
    child = spawn(process.execPath, ['--import', './src/guard.mjs', 'src/main.ts'], {
      env: { PATH, HOME, PORT: '0', WEFT_DATA: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    let mine = '';
    const read = (chunk: Buffer) => {
      text += chunk;
      mine += chunk;
      const address = /playground: (http:\S+)/.exec(mine)?.[1];
      if (address) resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`Weft ended with ${code}: ${mine}`)));
    url = await promise;
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  await start();
  return {
    get url() {
      return url;
    },
    folder,
    printed: () => text,
    async restart(signal) {
      await end(signal);
      await start();
    },
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
