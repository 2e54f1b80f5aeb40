import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cast } from '#cast/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import type { LaneGiven } from './child.ts';
import { discordSide } from './sweep-discord.ts';
import type { Ground } from './sweep-ground.ts';
import type { Side } from './sweep-side.ts';
import { slackSide } from './sweep-slack.ts';

export type SweptPlatform = 'slack' | 'discord';

/** The world of one lane: a platform with its people, and a database. It outlives every process that works for it. */
export interface Scene extends Side, AsyncDisposable {
  readonly given: Pick<LaneGiven, 'database' | 'standIn' | 'keys'>;
  /** the domain's moment, which the platform's clock follows */
  readonly clock: ManualClock;
  /** Every connection to the database is ended by the server. */
  dropDatabase(): Promise<void>;
}

/** The platform's half of a scene, with nobody connected to it. */
export async function openSide(platform: SweptPlatform): Promise<Side & { readonly clock: ManualClock }> {
  const clock = manualClock(cast.begins);
  let began: number | undefined;
  // Until its people are there the platform's clock stands, so that they have the same ids in every scene.
  const nowMs = () =>
    clock.now().epochMilliseconds + (began === undefined ? 0 : Math.floor(performance.now() - began));
  const side = platform === 'slack' ? await slackSide(nowMs) : await discordSide(nowMs);
  began = performance.now();
  return { ...side, clock };
}

/** A new world, the same as every other of its kind. */
export async function openScene(ground: Ground, platform: SweptPlatform, isEmpty: boolean): Promise<Scene> {
  const database = await ground.borrow(platform, isEmpty);
  const side = await openSide(platform);
  const keys = mkdtempSync(join(tmpdir(), 'weft-sweep-keys-'));
  return {
    ...side,
    given: { database: database.url, standIn: side.standIn, keys },
    dropDatabase: database.endConnections,
    async [Symbol.asyncDispose]() {
      await side.hands.stop();
      database.giveBack();
      rmSync(keys, { recursive: true, force: true });
    },
  };
}
