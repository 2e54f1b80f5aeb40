import { sql } from 'drizzle-orm';
import { literal, message } from '#chat/index.ts';
import { type Kind, tellAll } from '#delivery/index.ts';
import { account, coalition, person, space } from '#directory/tables.ts';
import { newId, type Store } from '#store/index.ts';

/** A coalition of so many people, each with an account and a direct conversation in one space. */
export interface Crowd {
  readonly coalitionId: string;
  readonly spaceId: string;
  readonly size: number;
}

export const massKind: Kind = {
  ...{ name: 'bench.mass', lane: 4, quiet: 'ignore', unasked: false },
  about: { en: 'the benchmark' },
  keepFor: { days: 2 },
};

/** Fills an empty database with one. */
export async function fillCrowd(
  store: Store,
  now: Temporal.Instant,
  { size, platform, tenant }: { size: number; platform: 'slack' | 'discord'; tenant: string },
): Promise<Crowd> {
  const [coalitionId, spaceId] = [newId(now), newId(now)];
  await store.db.insert(coalition).values({ id: coalitionId, name: 'Crowd', createdAt: now });
  await store.db.insert(space).values({ id: spaceId, platform, tenant, name: 'Crowd', seenAt: now });
  for (let from = 0; from < size; from += 1000) {
    const count = Math.min(1000, size - from);
    const people = Array.from({ length: count }, (_, n) => ({
      ...{ id: newId(now), coalitionId, name: `Member ${from + n}`, joinedAt: now },
      ...{ zone: 'Europe/London', zoneFrom: 'coalition' as const },
    }));
    await store.db.insert(person).values(people);
    await store.db.insert(account).values(
      people.map(({ id }, n) => ({
        ...{ id: newId(now), coalitionId, personId: id, spaceId, platform, addedAt: now },
        ...{ external: `U${from + n}`, direct: `D${from + n}` },
      })),
    );
  }
  await store.db.execute(sql`analyze`);
  return { coalitionId, spaceId, size };
}

/** Tells all of them one thing, as a feature would; how many rows that were. */
export async function tellCrowd(store: Store, now: Temporal.Instant, crowd: Crowd): Promise<number> {
  return await store.db.transaction((tx) =>
    tellAll({ tx, now }, massKind, {
      ...{ coalitionId: crowd.coalitionId, subject: newId(now) },
      message: message(literal('The day of action is on Saturday. Say what your organisation does.')),
      audience: sql`select id, zone from ${person} where coalition_id = ${crowd.coalitionId} and left_at is null`,
    }),
  );
}
