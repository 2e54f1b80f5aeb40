import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { cast } from '#cast/index.ts';
import type { Pulse } from '#pulse/find.ts';
import { comment, pulse, released, sealedAnswer } from '#pulse/tables.ts';
import { dump } from './support/dump.ts';
import { closePulse, fromOf, openForm, read, send, thePulse } from './support/pulse.ts';
import { openStage, type StageOf } from './support/stage/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const able = cast.people
  .map(({ account }) => account)
  .filter((who) => !cast.shy.includes(who) && !cast.newcomers.includes(who));

async function opens(stage: StageOf): Promise<Pulse> {
  await stage.as('jonas').types('pulse open');
  await stage.as('jonas').fills({ when: 'now' });
  return await thePulse(stage.db);
}

async function answers(stage: StageOf, open: Pulse, who: string, given: Parameters<typeof send>[3]) {
  const [hands] = [...stage.hands.values()];
  const space = cast.people.find(({ account }) => account === who)?.tenants[0] ?? 'clearwater';
  if (!hands) throw new Error('nobody plays');
  const from = fromOf(hands, who, space);
  const form = await openForm(stage.app.intake, from, open.id);
  expect(read(await send(stage.app.intake, from, form, given))).toContain('Sealed. Thank you.');
}

const sealedRows = async ({ db }: StageOf) =>
  (await dump(db)).filter(({ table }) => table.startsWith('pulse_sealed_'));

test('whoever can write into the database learns no single answer by copying it until it is told', async () => {
  await using stage = await openStage('playground');
  const { db, clock } = stage;
  const open = await opens(stage);
  const people = able.slice(0, 12);
  for (const who of people)
    await answers(stage, open, who, { first: who === 'mina' ? '1' : '5', comment: who });
  const rows = await db.select().from(sealedAnswer);
  // One is copied into twenty-five places of their own, one into somebody else's.
  const [one, two] = rows;
  if (!one || !two) throw new Error('nothing was stored');
  const copies = Array.from({ length: 25 }, () => ({ ...one, tag: randomBytes(32) }));
  await db.insert(sealedAnswer).values(copies);
  await db.update(sealedAnswer).set({ sealed: one.sealed }).where(eq(sealedAnswer.tag, two.tag));
  await closePulse(clock, stage.settle, open);
  const said = (await db.select().from(comment)).map(({ words }) => words);
  expect(said).toHaveLength(11);
  expect(new Set(said).size).toBe(11);
  // Eleven tell a band and no counts.
  expect((await db.select().from(released)).filter(({ count }) => count !== null)).toEqual([]);
  expect((await thePulse(db)).state).toBe('closed');
});

test('nor by leaving nothing but copies', async () => {
  await using stage = await openStage('playground');
  const { db, clock } = stage;
  const open = await opens(stage);
  for (const who of able.slice(0, 12)) await answers(stage, open, who, { first: '5', comment: who });
  const [one] = await db.select().from(sealedAnswer);
  if (!one) throw new Error('nothing was stored');
  await db.delete(sealedAnswer);
  const copies = Array.from({ length: 25 }, () => ({ ...one, tag: randomBytes(32) }));
  await db.insert(sealedAnswer).values([one, ...copies]);
  await closePulse(clock, stage.settle, open);
  expect(await db.$count(released)).toBe(0);
  expect(await db.$count(comment)).toBe(0);
  expect(await thePulse(db)).toMatchObject({ state: 'closed', participation: null });
});

test('whoever has the database cannot have all counted and then all but one', async () => {
  await using stage = await openStage('playground');
  const { db, clock } = stage;
  const open = await opens(stage);
  for (const who of able.slice(0, 12)) await answers(stage, open, who, { first: '5', comment: who });
  const [one] = await db.select().from(sealedAnswer);
  if (!one) throw new Error('nothing was stored');
  const due = { state: 'open', dueAt: clock.now() } as const;
  await db.update(pulse).set(due);
  await stage.settle();
  expect(await db.$count(comment)).toBe(12);
  await db.delete(released);
  await db.delete(comment);
  await db.delete(sealedAnswer).where(eq(sealedAnswer.tag, one.tag));
  await db.update(pulse).set(due);
  await stage.settle();
  expect(await db.$count(comment)).toBe(0);
  expect((await thePulse(db)).state).toBe('void');
});

test('an answer given again looks like all the others', async () => {
  await using stage = await openStage('playground');
  const open = await opens(stage);
  for (const who of [...able.slice(0, 8), able[2] ?? '']) await answers(stage, open, who, { first: '3' });
  const rows = await sealedRows(stage);
  expect(rows).toHaveLength(8);
  expect(new Set(rows.map(({ xmin }) => xmin)).size).toBe(1);
  expect(new Set(rows.map(({ xmax }) => xmax)).size).toBe(1);
});

test('answers that come at once look like all the others', async () => {
  await using stage = await openStage('playground');
  const open = await opens(stage);
  await Promise.all(able.slice(0, 12).map((who) => answers(stage, open, who, { first: '3' })));
  const rows = await sealedRows(stage);
  expect(rows).toHaveLength(12);
  expect(new Set(rows.map(({ xmin }) => xmin)).size).toBe(1);
});

test('the same question cannot be asked twice in one pulse, or every week', async () => {
  await using stage = await openStage('playground');
  await stage.as('jonas').types('pulse questions question:"Ana does well." theme:voice');
  expect(await stage.as('jonas').sees()).toContain('Added under');
  for (const again of [
    '"ana does well" theme:load',
    '"When I say something here, somebody listens." theme:power',
  ])
    await stage.as('jonas').types(`pulse questions question:${again}`);
  expect((await stage.as('jonas').sees()).split('Added under')).toHaveLength(2);
});

test('a comment is told as one paragraph, however many lines it has', async () => {
  await using stage = await openStage('playground');
  const { db, clock } = stage;
  const open = await opens(stage);
  const tall = Array.from({ length: 240 }, () => 'x').join('\n');
  for (const [at, who] of able.slice(0, 12).entries())
    await answers(stage, open, who, { first: '4', comment: at === 0 ? tall : 'fine' });
  await closePulse(clock, stage.settle, open);
  const lines = (await db.select().from(comment)).map(
    ({ words }) => words.split(/[\r\n\v\f\u0085\u2028\u2029]/).length,
  );
  expect(Math.max(...lines)).toBe(1);
});
