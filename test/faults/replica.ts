import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How a replica is run: Weft's own program unless another is named. */
export interface ReplicaGiven {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Node's arguments; `src/main.ts` unless given */
  readonly args?: readonly string[];
  /** what it prints once it works, with its address in the first group where it has one */
  readonly ready?: RegExp;
  onUp?(name: string, address: string): void;
  onDown?(name: string): void;
}

/** A program in a process of its own that is started again whenever it ends, as whoever runs Weft has it. */
export interface Replica extends AsyncDisposable {
  readonly name: string;
  readonly isUp: boolean;
  readonly kills: number;
  /** how each life ended, and what it had said last, that ended by itself after it had come up */
  readonly falls: readonly string[];
  /** The last that it printed, over all its lives. */
  printed(): string;
  /** SIGKILL, if it runs: nothing it had begun is finished. It is started again at once. */
  kill(): void;
  up(): Promise<void>;
  /** Ends it with SIGTERM and does not start it again; its exit code. */
  stop(): Promise<number | null>;
}

const running = /"address":"([^"]+)"/;
const kept = 200_000; // characters of what it printed

/** Starts one and keeps it running until it is stopped. */
export function keepRunning({ name, env, args = ['src/main.ts'], ready = running, ...given }: ReplicaGiven) {
  const folder = mkdtempSync(join(tmpdir(), `weft-replica-${name}-`));
  let child: ReturnType<typeof spawn> | undefined;
  let ended: Promise<number | null> = Promise.resolve(null);
  let isUp = false;
  let stopped = false;
  let killed = false;
  let text = '';
  let kills = 0;
  const falls: string[] = [];
  const waiting = new Set<() => void>();

  function start(): void {
    killed = false;
    let mine = '';
    const life = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH ?? '', WEFT_DATA: folder, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = life;
    const read = (words: string) => {
      text = `${text}${words}`.slice(-kept);
      if (isUp) return;
      mine += words;
      const found = ready.exec(mine);
      if (!found) return;
      isUp = true;
      given.onUp?.(name, found[1] ?? '');
      for (const tell of waiting) tell();
    };
    for (const stream of [life.stdout, life.stderr]) stream.setEncoding('utf8').on('data', read);
    ended = new Promise((resolve) => {
      life.once('close', (code, signal) => {
        resolve(code);
        given.onDown?.(name);
        if (isUp && !killed && !stopped) falls.push(`${signal ?? code}: ${text.slice(-2_000)}`);
        isUp = false;
        // A supervisor waits a little, so that a database that is away is not knocked at without end.
        if (!stopped) void pause(killed ? 0 : 250).then(() => stopped || start());
      });
    });
  }

  start();
  const replica: Replica = {
    name,
    get isUp() {
      return isUp;
    },
    get kills() {
      return kills;
    },
    falls,
    printed: () => text,
    kill() {
      if (!child || child.exitCode !== null || killed) return;
      killed = true;
      isUp = false;
      kills += 1;
      given.onDown?.(name);
      child.kill('SIGKILL');
    },
    async up() {
      while (!isUp) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.add(resolve);
        await promise;
        waiting.delete(resolve);
      }
    },
    async stop() {
      stopped = true;
      child?.kill('SIGTERM');
      return await ended;
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      child?.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return replica;
}
