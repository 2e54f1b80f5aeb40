import { asc, isNull } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createRegister, tables } from '#directory/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';

async function openRegister() {
  const database = await testDatabase();
  const { db } = database;
  const clock = manualClock('2027-03-04T18:00:00Z');
  const there = async () => {
    const { space } = tables;
    const rows = await db.select().from(space).where(isNull(space.goneAt)).orderBy(asc(space.tenant));
    return rows.map(({ platform, tenant, name }) => `${platform} ${tenant} ${name}`);
  };
  return {
    discord: createRegister({ db, clock, platform: 'discord' }),
    slack: createRegister({ db, clock, platform: 'slack' }),
    there,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const named = (...tenants: string[]) => tenants.map((tenant) => ({ tenant, name: `Server ${tenant}` }));

test('what the whole set does not name has gone, on that platform only', async () => {
  await using register = await openRegister();
  await register.slack.present(named('T1'), true);
  await register.discord.present(named('1', '2', '3'), true);
  await register.discord.present(named('2', '4'), true);
  expect(await register.there()).toEqual(['discord 2 Server 2', 'discord 4 Server 4', 'slack T1 Server T1']);
  await register.discord.present([], true);
  expect(await register.there()).toEqual(['slack T1 Server T1']);
});

test('a part of the set says nothing of the others, and a single space nothing of any', async () => {
  await using register = await openRegister();
  await register.discord.present(named('1', '2', '3', '4'), true);
  const isOdd = (tenant: string) => Number(tenant) % 2 === 1;
  await register.discord.present(named('3'), isOdd);
  expect(await register.there()).toEqual(['discord 2 Server 2', 'discord 3 Server 3', 'discord 4 Server 4']);
  await register.discord.present(named('5'), false);
  expect(await register.there()).toHaveLength(4);
});

test('a server that is away and has no name for the while keeps the one it had', async () => {
  await using register = await openRegister();
  await register.discord.present(named('1'), true);
  await register.discord.present([{ tenant: '1', name: '' }], true);
  expect(await register.there()).toEqual(['discord 1 Server 1']);
});
