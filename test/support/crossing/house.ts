import { sql } from 'drizzle-orm';
import { createApp } from '#app.ts';
import { type Seeded, seedCast } from '#cast/index.ts';
import {
  type Command,
  type Deed,
  type Given,
  type Incoming,
  Invalid,
  type Press,
  plain,
  type Reaction,
  Refusal,
} from '#chat/index.ts';
import type { Context, Feature, May } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { form } from '#inbox/tables.ts';
import { createLog } from '#log.ts';
import type { Db, Store, Tx } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import { testDatabase } from '../database.ts';
import { begins } from '../desk.ts';
import { pulseKeys } from '../pulse-keys.ts';
import { recordingPlatform } from '../recording-platform.ts';

/** Who does something, and in which space. */
export interface From {
  readonly account: string;
  readonly tenant: string;
}

/** How something went: its handler ran to the end, a right or a verb refused, what was given was wrong, or it broke. */
export type Outcome = 'ran' | 'refused' | 'invalid' | 'broke';

export interface Told {
  readonly outcome: Outcome;
  /** everything that came back: words, forms and what stands in them */
  readonly said: string;
}

/** A person's hands in one transaction of a house. */
export interface Desk {
  /** Types a command and fills in all steps of its form with what is given. */
  types(from: From, topic: string, verb: string, given?: Given): Promise<Told>;
  /** Presses a button and fills in its form. */
  press(from: From, press: string, subject?: string, given?: Given): Promise<Told>;
  look(from: From, of: string, written: string): Promise<readonly { id: string; label: string }[]>;
  readonly clock: ManualClock;
  readonly app: ReturnType<typeof createApp>;
  readonly platform: ReturnType<typeof recordingPlatform>;
  readonly lines: readonly string[];
}

/** Two coalitions of the same cast in one database: `near`, and `far`, whose accounts and spaces begin with “far-”. */
export async function openTwo() {
  const database = await testDatabase();
  const { db, store } = database;
  const seed = async (prefix: string): Promise<Seeded> => {
    const space = (tenant: string) => ({
      ...{ platform: 'playground' as const, tenant: prefix + tenant, channel: `${prefix}introductions` },
      ...{ actions: `${prefix}actions`, pulse: `${prefix}pulse` },
      account: (account: string) => prefix + account,
    });
    const spaces = { clearwater: space('clearwater'), delta: space('delta') };
    return await db.transaction((tx) => seedCast({ tx, now: begins }, { spaces, mapped: true }));
  };
  const near = await seed('');
  const far = await seed('far-');
  return {
    ...{ db, near, far },
    /** Runs something and takes back all that it wrote. */
    async rolledBack<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
      const nothing = new Error('taken back');
      let done: { readonly value: T } | undefined;
      try {
        await db.transaction(async (tx) => {
          done = { value: await run(tx as unknown as Tx) };
          throw nothing;
        });
      } catch (error) {
        if (error !== nothing) throw error;
      }
      if (!done) throw new Error('it did not run');
      return done.value;
    },
    /** Weft's hands in that transaction; `change` is what a control does to the features. */
    desk: (tx: Tx, change: Change = (features) => features) => openDesk({ ...store, db: tx as Db }, change),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
type Change = (features: readonly Feature[]) => readonly Feature[];
export type Two = Awaited<ReturnType<typeof openTwo>>;

async function openDesk(store: Store, change: Change): Promise<Desk> {
  const clock = manualClock(begins);
  const platform = recordingPlatform();
  const lines: string[] = [];
  let went: Outcome | undefined;
  const given = createFeatures({ embedded: false, platforms: ['playground'], pulseKeys });
  const app = createApp({
    ...{ store, clock, random: () => 0.5, platforms: [platform], settleMs: 0 },
    features: change(given).map((one) =>
      watched(one, (outcome) => {
        went = outcome;
      }),
    ),
    log: createLog('trace', (line) => void lines.push(line)),
  });
  await app.connect();

  async function take({ account, tenant }: From, deed: Deed): Promise<Reaction | Told> {
    const key = crypto.randomUUID();
    const sender = { account, name: account, administrator: false };
    const incoming: Incoming = { key, platform: 'playground', tenant, sender, reply: key, ...deed };
    const reaction = await app.intake.take(incoming);
    if (reaction.kind !== 'later') return reaction;
    await reaction.finish();
    const answer = platform.answers.find(({ reply }) => reply === key)?.answer;
    return { outcome: went ?? 'refused', said: answer ? shownIn(answer.message) : '' };
  }
  async function carryOut(
    from: From,
    deed: Deed,
    steps: readonly { readonly fields: object }[],
    values: Given,
  ): Promise<Told> {
    went = undefined;
    const seen: string[] = [];
    const note = (reaction: Reaction | Told): Told => {
      if ('outcome' in reaction) seen.push(reaction.said);
      else if (reaction.kind === 'answer') seen.push(shownIn(reaction.answer.message));
      else seen.push(JSON.stringify(reaction));
      const wrong = 'kind' in reaction && reaction.kind === 'errors';
      return { outcome: wrong ? 'invalid' : (went ?? 'refused'), said: seen.join('\n') };
    };
    let reaction = await take(from, deed);
    if ('outcome' in reaction || reaction.kind !== 'form') return note(reaction);
    // Opening a form is no end: whoever could not send it must still be refused.
    went = undefined;
    for (const { fields } of steps.length > 0 ? steps : [{ fields: values }]) {
      note(reaction);
      const named = Object.entries(values).filter(([name]) => name in fields);
      const [open] = await store.db
        .select({ id: form.id })
        .from(form)
        .orderBy(sql`created_at desc, id desc`)
        .limit(1);
      reaction = await take(from, { kind: 'submit', form: open?.id ?? '', given: Object.fromEntries(named) });
      if (went !== undefined || (!('outcome' in reaction) && reaction.kind === 'errors')) break;
    }
    return note(reaction);
  }
  return {
    ...{ clock, app, platform, lines },
    async types(from, topic, verb, values = {}) {
      const command = app.tree.find(topic, verb);
      const options = Object.entries(values).filter(([name]) => name in (command?.options ?? {}));
      const deed: Deed = { kind: 'command', topic, verb, given: Object.fromEntries(options) };
      return await carryOut(from, deed, command?.steps ?? [], values);
    },
    async press(from, id, subject, values = {}) {
      const press = id as Extract<Deed, { kind: 'press' }>['press'];
      const deed: Deed = { kind: 'press', press, ...(subject !== undefined && { subject }) };
      return await carryOut(from, deed, app.tree.presses.get(press)?.steps ?? [], values);
    },
    async look({ account, tenant }, of, written) {
      const sender = { account, name: account, administrator: false };
      return await app.intake.look({ platform: 'playground', tenant, sender, of, written });
    },
  };
}

/** All words of a message, and what its pictures and files hold. */
function shownIn(message: Parameters<typeof plain>[0]): string {
  return `${plain(message)}\n${JSON.stringify(message.blocks)}`;
}

/** The same feature; how each of its handlers ended is noted. */
function watched(feature: Feature, note: (outcome: Outcome) => void): Feature {
  const ended = (error: unknown) =>
    note(error instanceof Refusal ? 'refused' : error instanceof Invalid ? 'invalid' : 'broke');
  const both = <T extends Command<Context, May> | Press<Context, May, Tx>>(one: T): T => ({
    ...one,
    open: async (...args: Parameters<T['open']>) => {
      try {
        return await (one.open as (...all: unknown[]) => unknown)(...args);
      } catch (error) {
        ended(error);
        throw error;
      }
    },
    run: async (...args: Parameters<T['run']>) => {
      try {
        const said = await (one.run as (...all: unknown[]) => unknown)(...args);
        note('ran');
        return said;
      } catch (error) {
        ended(error);
        throw error;
      }
    },
  });
  return {
    ...feature,
    commands: feature.commands.map(both),
    presses: Object.fromEntries(Object.entries(feature.presses).map(([id, one]) => [id, both(one)])),
  };
}

/**
 * The tables in which this transaction wrote anything, by PostgreSQL’s own count; of partitions their table. It may name more:
 * what it took back, and what its connection wrote a moment before.
 */
export async function writtenIn(tx: Tx): Promise<ReadonlySet<string>> {
  const { rows } = await tx.execute<{ name: string }>(sql`
    select distinct coalesce(parent.relname, one.relname) as name from pg_stat_xact_user_tables one
      left join pg_inherits on inhrelid = one.relid left join pg_class parent on parent.oid = inhparent
    where one.n_tup_ins + one.n_tup_upd + one.n_tup_del > 0`);
  return new Set(rows.map(({ name }) => name));
}

/**
 * A sum of the rows of every table, in one statement: of all of them, or of one coalition's. Not what came in, nor open
 * forms. Of these tables only, where some are named.
 */
export async function sumOf(
  tx: Tx,
  coalitionId?: string,
  of?: ReadonlySet<string>,
): Promise<Readonly<Record<string, string>>> {
  const { rows: names } = await tx.execute<{ name: string; here: boolean }>(sql`
    select relname as name, exists (
      select 1 from pg_attribute where attrelid = pg_class.oid and attname = 'coalition_id') as here
    from pg_class where relkind in ('r', 'p') and not relispartition
      and relnamespace = 'public'::regnamespace and relname not in ('inbox', 'form') order by 1`);
  const parts = names
    .filter(({ name, here }) => (coalitionId === undefined || here) && (of?.has(name) ?? true))
    .map(
      ({ name }) => sql`select ${name}::text as name,
        md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from ${sql.identifier(name)} t
        where ${coalitionId === undefined ? sql`true` : sql`coalition_id = ${coalitionId}`}`,
    );
  if (parts.length === 0) return {};
  const { rows } = await tx.execute<{ name: string; sum: string }>(sql.join(parts, sql` union all `));
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]));
}
