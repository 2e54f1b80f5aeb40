// The cast's coalition with hubs around the world, a clock that is set, a recording platform, and the real worker and schedule.
import { eq, inArray } from 'drizzle-orm';
import type { cast } from '#cast/index.ts';
import { type Given, type Log, type Message, plain } from '#chat/index.ts';
import type { Called } from '#convergence/called.ts';
import { createConvergence } from '#convergence/index.ts';
import { createDelivery, forgetDeliveries } from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { manner } from '#home/index.ts';
import { createSchedule } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './database.ts';
import { openDesk } from './desk.ts';
import { recordingPlatform } from './recording-platform.ts';

export type Room = Awaited<ReturnType<typeof openRoom>>;

export const convergence = createConvergence('https://weft.example');

/** Hubs and their zones: three of the cast’s, and two that are added to them. */
const zoneOf = {
  Upriver: 'Australia/Sydney',
  Delta: 'Asia/Kolkata',
  'Lead pipes': 'Europe/London',
  Costa: 'America/Sao_Paulo',
  'Lord Howe': 'Australia/Lord_Howe',
} as const;
export type HubName = keyof typeof zoneOf;

/** Who speaks for them, and lives there; nobody does for Costa. */
const speakers: readonly (readonly [string, HubName])[] = [
  ['ben', 'Upriver'],
  ['grace', 'Delta'],
  ['wren', 'Lead pipes'],
  ['kim', 'Lord Howe'],
];

/** What arrived somewhere, as it was at that moment. */
export interface Sent {
  readonly at: string;
  /** an account, `channel:…`, or `delivered:…` for what was changed */
  readonly to: string;
  readonly kind: string;
  readonly occurrence: string;
  readonly text: string;
  readonly message: Message;
}

/** What a day is planned with in most tests. */
export const form = {
  name: 'River day',
  day: '2027-05-15',
  hours: 'noon to two',
  ask: 'Stand at the river nearest to you.',
};

const stamp = Temporal.Instant.from('2026-11-22T12:00:00Z');

/** A planned day as its row is. */
export const planned: Called = {
  ...{ id: '0199bb', coalitionId: 'c', calledById: null, hubId: null, state: 'planned', name: 'River day' },
  ...{ ask: 'Come.', firstDay: '2027-05-15', lastDay: '2027-05-15', fromMinute: 720, untilMinute: 840 },
  ...{ zone: null, version: 1, linkKey: 'k', draftedAt: stamp, plannedAt: stamp, changedAt: stamp },
  ...{ cancelledAt: null, reason: '', roundsFrom: stamp, dropAt: null, wakeAt: null, wokenAt: null },
  by: 'River Guardians',
  ...{ countAt: null, countedAt: null, peaks: {}, repeats: null, seriesId: null, outside: null },
};

/** Opens the room; convergence days are all that is told and due in it. */
export async function openRoom(
  at = '2027-02-01T12:00:00Z',
  named: readonly HubName[] = ['Upriver', 'Delta', 'Lead pipes', 'Costa'],
) {
  const database = await testDatabase();
  const { db, store } = database;
  const clock = manualClock(at);
  const desk = await openDesk(db, convergence, { at: clock });
  const { coalitionId, personId } = desk;
  const hubs: Record<string, string> = Object.fromEntries(desk.hubs);
  for (const name of named) {
    const zone = zoneOf[name];
    const known = hubs[name];
    if (known === undefined) hubs[name] = await addHub(name, zone);
    else await db.update(tables.hub).set({ zone }).where(eq(tables.hub.id, known));
  }
  for (const [who, hub] of speakers.filter(([, hub]) => named.includes(hub))) {
    await speaks(who, hub);
    await livesIn(who, zoneOf[hub]);
  }

  async function addHub(name: string, zone: string): Promise<string> {
    const id = newId(clock.now());
    const of = { coalitionId, kind: 'chapter' as const, places: '', addedAt: clock.now() };
    await db.insert(tables.hub).values({ ...of, id, name, zone });
    return id;
  }

  async function speaks(who: string, hub: string): Promise<void> {
    const of = { id: newId(clock.now()), coalitionId, since: clock.now() };
    await db
      .insert(tables.representative)
      .values({ ...of, personId: personId(who), hubId: hubs[hub] ?? '' })
      .onConflictDoNothing();
  }

  async function livesIn(who: string, zone: string): Promise<void> {
    await db
      .update(tables.person)
      .set({ zone })
      .where(eq(tables.person.id, personId(who)));
  }

  const broken: string[] = [];
  const log: Log = {
    info: () => {},
    warn: () => {},
    error: (event, fields) => void broken.push(`${event} ${JSON.stringify(fields ?? {})}`),
  };
  const platform = recordingPlatform();
  const moments = new Map<string, string>();
  const { perform } = platform;
  platform.perform = (attempt) => {
    moments.set(attempt.key, clock.now().toString());
    return perform(attempt);
  };
  const { kinds = [], dues = [] } = convergence;
  const replica = () => ({
    worker: createDelivery({
      ...{ store, clock, platforms: [platform], kinds, manner, log, settleMs: 0, backoffMs: 0 },
    }),
    schedule: createSchedule({ store, clock, random: () => 0.5, log, dues }),
  });
  let { worker, schedule } = replica();

  const sent: Sent[] = [];
  const names = new Map([...desk.people].map(([name, id]) => [`person:${id}`, name]));
  async function keepSent(): Promise<void> {
    const fresh = platform.arrived.slice(sent.length);
    if (fresh.length === 0) return;
    const keys = [...new Set(fresh.map(({ attempt }) => attempt.key))];
    const rows = await db.select().from(delivery).where(inArray(delivery.id, keys));
    const byKey = new Map(rows.map((row) => [row.id, row]));
    for (const { attempt } of fresh) {
      const row = byKey.get(attempt.key);
      if (attempt.effect.kind === 'remove') continue;
      const { message } = attempt.effect;
      sent.push({
        ...{ at: moments.get(attempt.key) ?? '', kind: row?.kind ?? '', occurrence: row?.occurrence ?? '' },
        ...{ to: names.get(row?.recipient ?? '') ?? row?.recipient ?? '', text: plain(message), message },
      });
    }
  }

  /** Carries out what is due now; an error that was logged is one. */
  async function settle(): Promise<void> {
    do await schedule.tick();
    while ((await worker.drain()) > 0);
    await keepSent();
    if (broken.length > 0) throw new Error(broken.join('\n'));
  }

  /** Another worker and another schedule go on, as after a restart. */
  async function restart(): Promise<void> {
    await Promise.all([worker.stop(), schedule.stop()]);
    ({ worker, schedule } = replica());
  }

  async function next(): Promise<Temporal.Instant | undefined> {
    const moments = [await schedule.next(), await worker.next()].filter((one) => one !== undefined);
    return moments.toSorted(Temporal.Instant.compare)[0];
  }

  /** Everything of the cast is on the playground: whoever is not in the first space is in the second. */
  const tenantOf = (who: string): cast.Tenant => (who === 'grace' ? 'delta' : 'clearwater');
  const type = (who: string, line: string, values: Given = {}, typed: Given = {}) =>
    desk.type(who, line, values, typed, tenantOf(who));
  const press = (who: string, button: string | undefined, values: Given = {}) =>
    desk.press(who, button, values, tenantOf(who));

  return {
    ...desk,
    ...{
      url: database.url,
      db,
      clock,
      hubs,
      sent,
      platform,
      speaks,
      livesIn,
      addHub,
      settle,
      type,
      press,
      replica,
    },
    of: (kind: string, who?: string) =>
      sent.filter((one) => one.kind === `converge.${kind}` && (who === undefined || one.to === who)),
    /** Plans a day as a principal does, whose draft is shown back before. */
    async plans(values: Given = {}, who = 'mara') {
      const draft = await type(who, 'converge plan', { ...form, ...values });
      return await press(who, draft.buttons['Plan it']);
    },
    hosts: (who: string, host: string, values: Given = {}, on?: string) =>
      type(
        who,
        'converge host',
        { host, what: 'We sing.', place: 'Tower Bridge', ...values },
        on === undefined ? {} : { on },
      ),
    /** What is due, and nothing of what it tells. */
    tick: () => schedule.tick(),
    /** Tidies up, as every process does. */
    forgets: () => db.transaction((tx) => forgetDeliveries({ tx, now: clock.now() })),
    /** Lives until then, from one due moment to the next; `outage`: nothing is done for so long after each of them. */
    async live(until: string, given: { outage?: Temporal.DurationLike; restart?: boolean } = {}) {
      const end = Temporal.Instant.from(until);
      await settle();
      for (;;) {
        const soonest = await next();
        const moved = soonest && given.outage ? soonest.add(given.outage) : soonest;
        const last = !moved || Temporal.Instant.compare(moved, end) > 0;
        if (given.restart) await restart();
        clock.set(last ? end : moved);
        await settle();
        if (last) break;
      }
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
