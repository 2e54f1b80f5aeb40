import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { literal, message } from '#chat/index.ts';
import { forgetDeliveries, type Kind, tellAll, withdraw } from '#delivery/index.ts';
import { broadcast, delivery } from '#delivery/tables.ts';
import { person } from '#directory/tables.ts';
import { newId } from '#store/index.ts';
import { nextLocal } from '#time/index.ts';
import { plainKind, stage } from './support/delivery.ts';

const massKind: Kind = { ...plainKind, name: 'test.mass', lane: 4 };
const zoned = ['Asia/Kolkata', 'Europe/London', 'America/New_York'];

/** A coalition with so many people in three zones, and one message for all of them. */
async function crowd(count: number, kind: Kind = massKind) {
  const on = await stage({ kinds: [plainKind, kind] });
  await on.db.delete(person);
  const now = on.clock.now();
  const people = Array.from({ length: count }, (_, n) => ({
    ...{ id: newId(now), coalitionId: on.coalitionId, name: `Member ${n}`, joinedAt: now },
    ...{ zone: zoned[n % 3] ?? 'UTC', zoneFrom: 'person' as const },
  }));
  await on.db.insert(person).values(people);
  const audience = sql`select id, zone from person where coalition_id = ${on.coalitionId} and left_at is null`;
  const send = (more: { at?: (zone: string) => Temporal.Instant; occurrence?: string } = {}) =>
    on.db.transaction((tx) =>
      tellAll({ tx, now: on.clock.now() }, kind, {
        ...{ coalitionId: on.coalitionId, subject: on.subject, audience },
        message: message(literal('To everyone')),
        ...more,
      }),
    );
  return { ...on, people, send };
}

test('a mass send reaches everyone eligible once, and telling it again reaches who came later', async () => {
  await using on = await crowd(30);
  await on.db
    .update(person)
    .set({ leftAt: on.clock.now() })
    .where(eq(person.id, on.people[0]?.id ?? ''));
  expect(await on.send()).toBe(29);
  expect(await on.send()).toBe(0);
  await on.worker.drain();
  expect(on.seen()).toHaveLength(29);
  expect(new Set(on.seen())).toEqual(new Set(['To everyone']));
  await on.db.update(person).set({ leftAt: null });
  expect(await on.send()).toBe(1);
  await on.worker.drain();
  expect(on.platform.arrived).toHaveLength(30);
});

test('it is one statement, holds its text once, and its ids tell when they were made', async () => {
  await using on = await crowd(2_000);
  expect(await on.send()).toBe(2_000);
  const rows = await on.rows();
  expect(rows.every((row) => row.effect === null && row.broadcastId !== null)).toBe(true);
  expect(await on.db.select().from(broadcast)).toHaveLength(1);
  const time = newId(on.clock.now()).slice(0, 15);
  expect(rows.every((row) => row.id.startsWith(time) && /^.{19}[89ab]/.test(row.id))).toBe(true);
});

test('everyone is told at the same hour of their own day', async () => {
  await using on = await crowd(3);
  const at = (zone: string) => nextLocal({ after: on.clock.now(), zone, hour: 10 });
  await on.send({ at });
  const rows = await on.db
    .select({ zone: person.zone, dueAt: delivery.dueAt, expiresAt: delivery.expiresAt })
    .from(delivery)
    .innerJoin(person, eq(person.id, delivery.personId));
  expect(rows).toHaveLength(3);
  for (const { zone, dueAt, expiresAt } of rows) {
    expect(dueAt.toString()).toBe(at(zone).toString());
    expect(expiresAt.since(dueAt).total('hours')).toBe(12);
  }
});

test('a kind that comes earlier does not fall into the night', async () => {
  await using on = await crowd(3, { ...massKind, quiet: 'earlier' });
  await on.send({ at: (zone) => nextLocal({ after: on.clock.now(), zone, hour: 6 }) });
  const rows = await on.db
    .select({ zone: person.zone, dueAt: delivery.dueAt })
    .from(delivery)
    .innerJoin(person, eq(person.id, delivery.personId));
  expect(rows.map(({ zone, dueAt }) => dueAt.toZonedDateTimeISO(zone).hour)).toEqual([20, 20, 20]);
});

test('it is cancelled as a whole: what has not gone does not go, nor what is under way and comes back', async () => {
  await using on = await crowd(10);
  await on.send();
  const underWay = Promise.withResolvers<void>();
  on.platform.before = () => underWay.resolve();
  on.platform.script('hangs');
  const draining = on.worker.drain();
  await underWay.promise;
  expect(
    await on.db.transaction((tx) => withdraw({ tx, now: on.clock.now() }, { subject: on.subject })),
  ).toBe(9);
  expect(await on.states()).toContain('sending');
  on.platform.release();
  await draining;
  expect(on.seen()).toEqual([]);
  expect(new Set(await on.states())).toEqual(new Set(['cancelled']));
});

test('its text is forgotten seven days after the last row could be sent, and the whole after ninety', async () => {
  await using on = await crowd(2);
  await on.send();
  await on.worker.drain();
  const forget = () => forgetDeliveries({ tx: on.db, now: on.clock.now() });
  on.clock.advance({ hours: 24 * 7 });
  await forget();
  expect((await on.db.select().from(broadcast))[0]?.message).not.toBeNull();
  on.clock.advance({ hours: 13 });
  await forget();
  expect((await on.db.select().from(broadcast))[0]?.message).toBeNull();
  on.clock.advance({ hours: 24 * 84 });
  await forget();
  expect(await on.db.select().from(broadcast)).toEqual([]);
  expect(await on.rows()).toEqual([]);
});
