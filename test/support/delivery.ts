// One coalition with two people and a space, a settable clock, a recording platform and a worker over a real database.
import { type Log, literal, message, plain } from '#chat/index.ts';
import {
  type Act,
  createDelivery,
  type Delivery,
  type DeliveryOptions,
  type Kind,
  type Manner,
  tell,
  type Way,
} from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { coalition, person, space } from '#directory/tables.ts';
import { newId } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './database.ts';
import { recordingPlatform } from './recording-platform.ts';

const start = '2027-03-01T12:00:00Z';
const quietLog: Log = { info() {}, warn() {}, error() {} };

export const plainKind: Kind = {
  name: 'test.plain',
  lane: 2,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'A test' },
  keepFor: { hours: 12 },
};

/** A manner that looks at one row after the other. */
export const each =
  (one: (act: Act, row: Delivery) => Promise<Way>): Manner =>
  async (act, turns) => {
    const ways: Way[] = [];
    for (const { row } of turns) ways.push(await one(act, row));
    return ways;
  };

/** A coalition with a person and a space, a clock, a recording platform and a worker over them. */
export async function stage(
  given: { kinds?: readonly Kind[]; manner?: Manner } & Partial<DeliveryOptions> = {},
) {
  const database = await testDatabase();
  const { db, store } = database;
  const clock = manualClock(start);
  const platform = recordingPlatform();
  const coalitionId = newId(clock.now());
  const spaceId = newId(clock.now());
  await db.insert(coalition).values({ id: coalitionId, name: 'River', createdAt: clock.now() });
  await db
    .insert(space)
    .values({ id: spaceId, platform: 'playground', tenant: 'T1', name: 'One', seenAt: clock.now() });
  const people: string[] = [];
  for (const name of ['Ana', 'Ben']) {
    const id = newId(clock.now());
    people.push(id);
    await db
      .insert(person)
      .values({ id, coalitionId, name, zone: 'UTC', zoneFrom: 'coalition', joinedAt: clock.now() });
  }
  const manner = each(async (_act, row) =>
    row.personId
      ? {
          kind: 'go',
          platform: 'playground',
          address: { kind: 'person', tenant: 'T1', account: row.personId.slice(-6), reach: 'direct' },
        }
      : {
          kind: 'go',
          platform: 'playground',
          address: { kind: 'channel', tenant: 'T1', channel: row.channel ?? '' },
        },
  );
  const options: DeliveryOptions = {
    store,
    clock,
    platforms: [platform],
    kinds: [plainKind],
    manner,
    log: quietLog,
    settleMs: 0,
    backoffMs: 0,
    ...given,
  };
  const worker = createDelivery(options);
  const subject = newId(clock.now());
  const act = { tx: db, now: clock.now() };
  const say = (words: string, more: Partial<Parameters<typeof tell>[2]> = {}, kind: Kind = plainKind) =>
    db.transaction((tx) =>
      tell({ tx, now: clock.now() }, kind, {
        coalitionId,
        subject,
        to: { kind: 'person', personId: people[0] ?? '' },
        message: message(literal(words)),
        ...more,
      }),
    );
  const rows = () => db.select().from(delivery).orderBy(delivery.position);
  const states = async () => (await rows()).map((row) => row.state);
  const seen = () =>
    platform.arrived.map(({ attempt }) => ('message' in attempt.effect ? plain(attempt.effect.message) : ''));
  return {
    ...{ database, db, store, clock, platform, coalitionId, spaceId, people, subject, act, manner, options },
    ...{ worker, say, rows, states, seen },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
