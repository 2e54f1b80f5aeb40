import '../support/unlocked.ts';
import { sql } from 'drizzle-orm';
import { type App, createApp } from '#app.ts';
import { cast, type Seeded, seedCast } from '#cast/index.ts';
import type { Incoming, Log } from '#chat/index.ts';
import { createFeatures } from '#features.ts';
import { type Db, openStore } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { pulseKeys } from '../support/pulse-keys.ts';
import { type RecordingPlatform, recordingPlatform } from '../support/recording-platform.ts';
import { present, type Step } from './model-history.ts';

/** A small coalition out of the cast, in a database that two apps share, for one history after the other. */
export interface World extends AsyncDisposable {
  readonly db: Db;
  readonly apps: readonly App[];
  /** every effect that arrived since the world was last begun anew, as the id of its row */
  arrived(): readonly string[];
  /** what was logged as an error since then */
  readonly problems: readonly string[];
  /** Empties the database and writes the coalition as it is before every history. */
  begin(): Promise<Seeded>;
  /**
   * Hands a step in as an adapter would, and carries it out.
   */
  take(step: Step, how?: Taking): Promise<void>;
  /** the id of a form that was opened, of a person by their account, of one side of an offer */
  form(name: string): string;
  person(account: string): Promise<string>;
  side(p: string, q: string, who: string): Promise<string>;
  /** Sets the clock to the moment at which what is due is carried out, and does. */
  settle(): Promise<void>;
}

/** How a step comes in. */
interface Taking {
  /** by which replica; the first unless given */
  readonly app?: number;
  /** as which of the things that were done, by which it is known when it happened; the next unless given */
  readonly at?: number;
  /** under another key than its own */
  readonly key?: string;
  /** the process ends when it is stored, and does not carry it out */
  readonly dies?: boolean;
}

/** The moment of the nth thing that is done. */
const after = (n: number) => Temporal.Instant.from(cast.begins).add({ seconds: n + 1 });

const nobody = '00000000-0000-0000-0000-000000000000';
const quiet: Log = { info() {}, warn() {}, error() {} };

/** Opens two apps on that database. */
export async function openWorld(url: string): Promise<World> {
  const clock = manualClock(cast.begins);
  const problems: string[] = [];
  const log: Log = {
    ...quiet,
    error: (event, fields) => void problems.push(`${event}: ${fields?.error}`),
  };
  const open = async () => {
    const store = await openStore({ url });
    const platforms = [recordingPlatform('slack'), recordingPlatform('discord')];
    const features = createFeatures({ embedded: false, platforms: ['slack', 'discord'], pulseKeys });
    const app = createApp({ store, clock, random: () => 0.5, platforms, features, log, settleMs: 0 });
    await app.connect();
    return { store, platforms, app };
  };
  const both = [await open(), await open()];
  const { db } = both[0]?.store ?? {};
  if (!db) throw new Error('there is no store');
  const apps = both.map(({ app }) => app);
  const platforms: RecordingPlatform[] = both.flatMap((one) => one.platforms);
  const forms = new Map<string, string>();
  const known = new Map<string, Incoming>();
  let taken = 0;

  const one = async (query: ReturnType<typeof sql>): Promise<string> =>
    (await db.execute<{ id: string }>(query)).rows[0]?.id ?? nobody;

  const world: World = {
    db,
    apps,
    arrived: () => platforms.flatMap(({ arrived }) => arrived.map(({ attempt }) => attempt.key)),
    problems,
    async begin() {
      problems.length = 0;
      forms.clear();
      known.clear();
      taken = 0;
      for (const platform of platforms) (platform.arrived as unknown[]).length = 0;
      clock.set(cast.begins);
      return await db.transaction(async (tx) => {
        for (const table of ['coalition', 'space', 'inbox', 'form', 'pace', 'due_failure', 'due_done'])
          await tx.execute(sql.raw(`delete from ${table}`));
        const lives = (space: cast.Tenant) => (who: string) =>
          present.includes(who as never) &&
          cast.people.some(({ account, tenants }) => account === who && tenants.includes(space))
            ? who
            : undefined;
        const seeded = await seedCast(
          { tx, now: clock.now() },
          {
            spaces: {
              clearwater: {
                platform: 'slack',
                tenant: 'clearwater',
                channel: 'C1',
                account: lives('clearwater'),
              },
              delta: { platform: 'discord', tenant: 'delta', channel: 'C2', account: lives('delta') },
            },
          },
        );
        const staying = present.map((who) => seeded.people.get(who) ?? '');
        await tx.execute(sql`delete from person where id <> all (${sql.param(staying)}::uuid[])`);
        return seeded;
      });
    },
    async take(step, { app = 0, at = taken, key = step.key, dies = false } = {}) {
      const incoming: Incoming = known.get(step.key) ?? {
        key: step.key,
        platform: step.space === 'delta' ? 'discord' : 'slack',
        tenant: step.space,
        tenantName: cast.spaces.find(({ tenant }) => tenant === step.space)?.name ?? '',
        sender: { account: step.who, name: step.who, administrator: false },
        reply: { to: step.key },
        ...(await step.deed(world, after(at).toString())),
      };
      known.set(step.key, incoming);
      taken += 1;
      clock.set(after(taken));
      const reaction = await apps[app]?.intake.take({ ...incoming, key });
      if (reaction?.kind === 'form' && step.opens !== undefined) forms.set(step.opens, reaction.view.form);
      if (reaction?.kind === 'later' && !dies) await reaction.finish();
    },
    form: (name) => forms.get(name) ?? nobody,
    person: (account) =>
      one(sql`select person_id "id" from account where external = ${account} order by added_at limit 1`),
    side: (p, q, who) =>
      one(sql`select side.id from introduction_side side
        join account mine on mine.person_id = side.person_id and mine.external = ${who}
        join introduction_side other on other.introduction_id = side.introduction_id and other.id <> side.id
        join account theirs on theirs.person_id = other.person_id and theirs.external = ${who === p ? q : p}
        order by side.id desc limit 1`),
    async settle() {
      clock.set(Temporal.Instant.from(cast.begins).add({ hours: 1 }));
      await apps[0]?.settle();
    },
    async [Symbol.asyncDispose]() {
      for (const { app, store } of both) {
        await app.stop();
        await store.close();
      }
    },
  };
  return world;
}
