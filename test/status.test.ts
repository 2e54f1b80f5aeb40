import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { outage } from '#schedule/tables.ts';
import { newId } from '#store/index.ts';
import { answerTo, idOf } from './stories/introducing.ts';
import { openStage, type StageOf } from './support/stage/index.ts';

type Row = typeof delivery.$inferInsert;

/** One row of the outbox that ended badly an hour ago, for Ben unless it is for somebody else. */
function ended(stage: StageOf, row: Partial<Row> & Pick<Row, 'state'>): Row {
  const at = stage.clock.now().subtract({ hours: 1 });
  const id = newId(at);
  const person = { personId: idOf(stage, 'ben'), recipient: `person:${id}` };
  return {
    ...{
      id,
      coalitionId: stage.seeded.coalitionId,
      kind: 'intro.offer',
      subject: id,
      lane: 2,
      unasked: true,
    },
    ...{ dueAt: at, expiresAt: at, createdAt: at, endedAt: at },
    ...(row.channel === undefined && person),
    ...{ recipient: `channel:${id}`, ...row },
    ...(row.channel === undefined && person),
  };
}

async function shown(stage: StageOf): Promise<string> {
  await stage.as('jonas').types('status show');
  return await answerTo(stage, 'jonas');
}

const times = (text: string, words: string) => text.split(words).length - 1;

test('of thousands that did not arrive operators see how many, why, and when last, and read no name', async () => {
  await using stage = await openStage('playground');
  const [space] = await stage.db.select().from(tables.space).where(eq(tables.space.tenant, 'clearwater'));
  const on = { platform: 'playground', tenant: 'clearwater' } as const;
  const [first] = [ended(stage, { state: 'refused', code: '50007' })];
  await stage.db.insert(delivery).values(first);
  await stage.db.execute(sql`
    insert into delivery (id, coalition_id, kind, subject, recipient, person_id, unasked, lane, state, code, due_at, expires_at,
      created_at, ended_at)
    select gen_random_uuid(), coalition_id, kind, gen_random_uuid(), 'person:' || n, person_id, unasked, lane, state, code,
      due_at, expires_at, created_at, ended_at - n * interval '1 second'
    from delivery, generate_series(1, 4999) n where delivery.id = ${first.id}`);
  const where = { spaceId: space?.id ?? '', channel: 'C-elsewhere' };
  await stage.db.insert(delivery).values([
    ended(stage, { state: 'refused', code: 'muted' }),
    ended(stage, {
      state: 'uncertain',
      ...on,
      address: { kind: 'person', tenant: on.tenant, account: 'ben', reach: 'direct' },
    }),
    ended(stage, { state: 'uncertain', ...on, ...where }),
  ]);
  const text = await shown(stage);
  expect(text).toContain('5,000 messages about “offers to introduce you to somebody” did not arrive');
  expect(text).toContain('refused (50007)');
  expect(text).toContain(`A direct message in ${space?.name} may or may not have arrived.`);
  expect(text).toContain(`A message in a channel in ${space?.name} may or may not have arrived.`);
  // Three of these, and hubs of the cast without a representative.
  expect(text).toContain('4 things need an operator');
  expect(text).not.toMatch(/Ben|Okafor|intro\.offer|muted/);

  // The control: a channel that Weft uses is called by its name.
  const channels = eq(tables.spaceChannel.spaceId, space?.id ?? '');
  await stage.db
    .update(tables.spaceChannel)
    .set({ channel: where.channel, name: 'meetings' })
    .where(channels);
  expect(await shown(stage)).toContain(`A message in meetings in ${space?.name} may or may not`);
});

test('an outage and a channel with an obstacle are each one thing, with what was lost there', async () => {
  await using stage = await openStage('playground');
  const now = stage.clock.now();
  const [channel] = await stage.db.select().from(tables.spaceChannel);
  if (!channel) throw new Error('no channel');
  const { spaceId } = channel;
  const hindered = { obstacle: 'Allow Weft to open private threads.', canPost: true, name: 'meetings' };
  // The same channel in another use is the same channel.
  await stage.db
    .update(tables.spaceChannel)
    .set({ ...hindered, channel: channel.channel, checkedAt: now })
    .where(eq(tables.spaceChannel.spaceId, spaceId));
  const lost = { spaceId, channel: channel.channel } as const;
  await stage.db
    .insert(delivery)
    .values([
      ended(stage, { state: 'refused', code: '50013', ...lost }),
      ended(stage, { state: 'refused', code: '50001', ...lost }),
      ended(stage, { state: 'expired', code: 'too late' }),
    ]);
  await stage.db
    .insert(outage)
    .values({ id: newId(now), beganAt: now.subtract({ hours: 3 }), endedAt: now.subtract({ minutes: 30 }) });
  const text = await shown(stage);
  expect(times(text, 'Allow Weft to open private threads.')).toBe(1);
  expect(text).toContain('2 messages did not arrive there.');
  expect(text).toContain('1 message came too late');
  expect(text).not.toContain('did not arrive in the last seven days');
  expect(text).toContain('3 things need an operator');
  // Where Weft cannot post at all that is said once as well.
  await stage.db.update(tables.spaceChannel).set({ canPost: false });
  expect(times(await shown(stage), 'Allow Weft to open private threads.')).toBe(
    (await stage.db.select().from(tables.spaceChannel).where(eq(tables.spaceChannel.spaceId, spaceId)))
      .length,
  );

  // The control: without the outage it is a message that did not arrive.
  await stage.db.delete(outage);
  expect(await shown(stage)).toContain(
    '1 message about “offers to introduce you to somebody” did not arrive',
  );
});
