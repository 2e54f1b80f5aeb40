import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import pg from 'pg';
import { WebSocket } from 'undici';
import type { PlatformName } from '#chat/index.ts';

/**
 * The one seam that every effect of a lane passes: commits that wrote something, requests to the platform that are no
 * mere reading, acknowledgements over a socket, what is done to the keys of pulses. What stands between two of them leaves no trace outside the process, so
 * that it makes no difference where between them it is killed.
 */
export interface Seam {
  /** what was done since `arm`, in order */
  readonly effects: readonly string[];
  /** Counts afresh. After so many effects nothing more begins: the lane stands still as if dead, until `thaw`. */
  arm(after: number | undefined): void;
  thaw(): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Lets work begin, unless the lane stands still, and counts the effect it had. */
  pass<T>(work: () => Promise<T>, effectOf: (result: T) => string | undefined): Promise<T>;
  /** The same for what is done at once. */
  passNow(work: () => void, effect: string): void;
}

/** A seam of one lane; `stands` is called when it comes to a stand. */
export function createSeam(stands: () => void): Seam {
  let effects: string[] = [];
  let last: number | undefined;
  let still: PromiseWithResolvers<void> | undefined;
  let underWay = 0;
  const look = () => {
    if (still || effects.length !== last) return;
    still = Promise.withResolvers();
    stands();
  };
  const held: (() => void)[] = [];
  const passNow = (work: () => void, effect: string): void => {
    if (still) return void held.push(() => passNow(work, effect));
    work();
    effects.push(effect);
    look();
  };
  return {
    get effects() {
      return effects;
    },
    arm(after) {
      effects = [];
      last = after;
      look();
    },
    thaw() {
      last = undefined;
      still?.resolve();
      still = undefined;
      for (const go of held.splice(0)) go();
    },
    async idle() {
      for (let quiet = 0; quiet < 3; quiet = underWay === 0 ? quiet + 1 : 0)
        await new Promise((resolve) => setImmediate(resolve));
    },
    async pass(work, effectOf) {
      while (still) await still.promise;
      underWay += 1;
      try {
        const result = await work();
        const effect = effectOf(result);
        if (effect !== undefined) effects.push(effect);
        look();
        return result;
      } finally {
        underWay -= 1;
      }
    },
    passNow,
  };
}

const byDatabase = new Map<string, Seam>();
const byOrigin = new Map<string, Seam>();
const byFolder = new Map<string, Seam>();

/** From now on what goes to this database, to the stand-in at this address and to the keys in this folder passes the seam. */
export function lay(seam: Seam, databaseUrl: string, standIn: string, keys: string): void {
  byDatabase.set(new URL(databaseUrl).pathname.slice(1), seam);
  byOrigin.set(new URL(standIn).host, seam);
  byFolder.set(keys, seam);
}

/** Lays hold of the drivers of this process, before any of them is used: nothing of Weft's own is changed. */
export async function holdDrivers(platform: PlatformName): Promise<void> {
  holdDatabase();
  holdKeys();
  if (platform === 'slack') holdSlack();
  if (platform === 'discord') await holdDiscord();
}

const writes = /\b(?:insert\s+into|delete\s+from|update(?=\s+"?\w+"?\s+(?:as\s+\w+\s+)?set\b))\s+"?(\w+)"?/gi;
// It changes nothing that a restart could see, and how often it is done depends on how busy the machine is.
const renews = /^\s*update "?delivery"? set "?lease_until"? = [^=]*where/i;

function holdDatabase(): void {
  const { prototype } = pg.Client as unknown as {
    prototype: { database?: string; query(...given: unknown[]): Promise<pg.QueryResult> };
  };
  const { query } = prototype;
  const written = new WeakMap<object, Set<string>>();
  prototype.query = function held(this: { database?: string }, ...given) {
    const seam = byDatabase.get(this.database ?? '');
    if (!seam) return query.apply(this, given);
    const [first] = given as [string | { text: string }];
    const text = typeof first === 'string' ? first : first.text;
    return seam.pass(
      () => query.apply(this, given),
      ({ rowCount }) => {
        const open = written.get(this);
        if (/^\s*begin\b/i.test(text)) written.set(this, new Set());
        else if (/^\s*rollback\s*$/i.test(text)) written.delete(this);
        else if (/^\s*commit\b/i.test(text)) {
          written.delete(this);
          return open?.size ? `commit ${[...open].join(', ')}` : undefined;
        } else if (rowCount && !renews.test(text)) {
          const names = [...text.matchAll(writes)].map(([, name = '']) => name);
          if (!open) return names.length > 0 ? `write ${names.join(', ')}` : undefined;
          for (const name of names) open.add(name);
        }
        return undefined;
      },
    );
  };
}

/** A key is put in place by a name, and destroyed by writing over it and taking the name away. */
function holdKeys(): void {
  // Typed as if nobody could set them.
  const files = promises as { -readonly [K in keyof typeof promises]: (typeof promises)[K] };
  const { open, rename, rm } = promises;
  const through = <T>(path: unknown, effect: string, work: () => Promise<T>): Promise<T> =>
    byFolder.get(dirname(String(path)))?.pass(work, () => effect) ?? work();
  files.rename = (from, to) => through(to, 'keep a key', () => rename(from, to));
  files.rm = (path, options) => through(path, 'remove a key', () => rm(path, options));
  files.open = async (path, flags, mode) => {
    const handle = await open(path, flags, mode);
    if (flags !== 'r+') return handle;
    const write: typeof handle.writeFile = handle.writeFile.bind(handle);
    handle.writeFile = (...given) => through(path, 'overwrite a key', () => write(...given));
    return handle;
  };
  syncBuiltinESMExports();
}

const reads = ['auth.test', 'apps.connections.open', 'users.info', 'team.info', 'conversations.info'];
const alsoReads = ['conversations.history', 'conversations.members'];

function holdSlack(): void {
  const plain = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const { host, pathname } = new URL(input instanceof Request ? input.url : input);
    const method = pathname.replace(/^\/api\//, '').replace(/^\/response\/.*/, 'response_url');
    const isRead = reads.includes(method) || alsoReads.includes(method);
    const seam = byOrigin.get(host);
    return seam
      ? seam.pass(
          () => plain(input, init),
          () => (isRead ? undefined : method),
        )
      : plain(input, init);
  };
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function held(given) {
    const seam = byOrigin.get(new URL(this.url).host);
    if (seam && String(given).includes('envelope_id'))
      seam.passNow(() => send.call(this, given), 'acknowledge');
    else send.call(this, given);
  };
}

async function holdDiscord(): Promise<void> {
  const { DefaultRestOptions } = await import('discord.js');
  const { makeRequest } = DefaultRestOptions;
  // Typed as if nobody could set it; each REST copies it when it is made.
  const options: { makeRequest: typeof makeRequest } = DefaultRestOptions;
  options.makeRequest = (url, init) => {
    const { host, pathname } = new URL(url);
    const seam = byOrigin.get(host);
    if (!seam) return makeRequest(url, init);
    const route = pathname.replace(/^\/api\/v\d+/, '').replaceAll(/\/(?:\d{15,}|aW50[\w-]+)/g, '/…');
    return seam.pass(
      () => makeRequest(url, init),
      () => (init.method === 'GET' ? undefined : `${init.method} ${route}`),
    );
  };
}
