import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Order, Word } from './child.ts';
import type { SweptPlatform } from './sweep-scene.ts';

/** A process that carries lanes, until it is killed. */
export interface Victim {
  /** Asks something of a lane; resolves with its answer. Where that takes an effect, never once the lane stands. */
  ask(lane: string, order: Order): Promise<unknown>;
  /** Resolves when the lane has come to a stand. */
  stands(lane: string): Promise<void>;
  /** errors that Weft logged, by lane */
  readonly logged: ReadonlyMap<string, readonly string[]>;
  /** SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>;
}

const program = fileURLToPath(new URL('child.ts', import.meta.url));
const guard = fileURLToPath(new URL('../../src/guard.mjs', import.meta.url));

/** Starts one; resolves when its modules are loaded. */
export async function startVictim(platform: SweptPlatform): Promise<Victim> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', guard, program, platform], {
    env: { PATH, HOME, NODE_COMPILE_CACHE: join(tmpdir(), 'weft-sweep-compile-cache') },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exit = once(child, 'exit');
  const asked = new Map<number, PromiseWithResolvers<unknown>>();
  const standing = new Map<string, PromiseWithResolvers<void>>();
  const logged = new Map<string, string[]>();
  const ready = Promise.withResolvers<void>();
  const standOf = (lane: string) => {
    const there = standing.get(lane) ?? Promise.withResolvers<void>();
    standing.set(lane, there);
    return there;
  };
  child.on('message', (word: Word) => {
    switch (word.kind) {
      case 'ready':
        return ready.resolve();
      case 'stands':
        return standOf(word.lane).resolve();
      case 'logged':
        return void logged.set(word.lane, [...(logged.get(word.lane) ?? []), word.line]);
      case 'done':
        asked.get(word.id)?.resolve(word.answer);
        return void asked.delete(word.id);
      case 'failed':
        asked.get(word.id)?.reject(new Error(word.error));
        asked.delete(word.id);
    }
  });
  child.once('exit', (code) => ready.reject(new Error(`the process ended with ${code} before it was ready`)));
  await ready.promise;

  let id = 0;
  return {
    logged,
    ask(lane, order) {
      id += 1;
      if (order.kind === 'arm' || order.kind === 'thaw') standing.delete(lane);
      const answer = Promise.withResolvers<unknown>();
      asked.set(id, answer);
      child.send({ ...order, id, lane }, (error) => error && answer.reject(error));
      return answer.promise;
    },
    stands: (lane) => standOf(lane).promise,
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** Processes that are started before they are needed, because to load them takes longer than all they do. */
export function createNursery(platform: SweptPlatform, ahead: number) {
  const spare: Promise<Victim>[] = [];
  const fill = () => {
    while (spare.length < ahead) spare.push(startVictim(platform));
  };
  return {
    async take(): Promise<Victim> {
      fill();
      const next = spare.shift() ?? startVictim(platform);
      const victim = await next;
      fill();
      return victim;
    },
    async [Symbol.asyncDispose]() {
      for (const one of spare.splice(0)) await (await one).kill();
    },
  };
}

export type Nursery = ReturnType<typeof createNursery>;
