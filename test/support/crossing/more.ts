import { sql } from 'drizzle-orm';
import * as actions from '#actions/tables.ts';
import { askedFor } from '#amplification/tables.ts';
import type { Seeded } from '#cast/index.ts';
import { text } from '#chat/index.ts';
import * as days from '#convergence/tables.ts';
import { delivery } from '#delivery/tables.ts';
import { pair } from '#directory/index.ts';
import { introduction, side, suggestion } from '#introductions/tables.ts';
import { view } from '#network/tables.ts';
import * as organisations from '#organisations/tables.ts';
import * as pulses from '#pulse/tables.ts';
import { report } from '#report/tables.ts';
import * as resources from '#resources/tables.ts';
import * as safety from '#safety/tables.ts';
import { newId, type Tx } from '#store/index.ts';
import { begins } from '../desk.ts';
import { type Actor, accountOf, type Ids } from './actors.ts';

/** What people write where three months of everything leave nothing: offers, needs taken, concerns, letters under way. */
export async function addMore(tx: Tx, { coalitionId }: Seeded, ids: Ids, prefix = ''): Promise<void> {
  const past = begins.subtract({ hours: 24 });
  const ahead = begins.add({ hours: 96 });
  const of = () => ({ id: newId(begins), coalitionId });
  const idOf = async (actor: Actor): Promise<string> => {
    const { rows } = await tx.execute<{ id: string }>(sql`select person_id as id from account
      where coalition_id = ${coalitionId} and external = ${prefix + accountOf(actor)}`);
    return rows[0]?.id ?? '';
  };
  const [operator, joined, leading] = [await idOf('operator'), await idOf('joined'), await idOf('leading')];
  const place = { kind: 'place' as const, shared: 'Houma', weight: 2 };
  await tx
    .insert(actions.actionNeed)
    .values({ ...of(), actionId: ids.action, place: 1, words: 'a van', takenById: joined, takenAt: past });
  await tx.insert(askedFor).values({
    ...{ ...of(), requestId: ids.request, personId: operator, framing: 0, askedAt: past, doneAt: past },
    link: 'https://example.org/done',
  });
  await tx.insert(suggestion).values({
    ...{ ...of(), ...pair(joined, leading), score: 9, reasons: [place], note: 'Both.', madeAt: past },
  });
  const offered = {
    ...{ ...of(), ...pair(operator, leading), weaverId: joined, reasons: [place], note: 'You two.' },
    ...{ reach: 'together' as const, state: 'offered' as const, offeredAt: past, lapsesAt: ahead },
  };
  await tx.insert(introduction).values(offered);
  const told = { coalitionId, introductionId: offered.id, told: true, open: true };
  await tx.insert(side).values([
    { ...told, id: newId(begins), personId: operator, address: '' },
    { ...told, id: newId(begins), personId: leading, answer: 'yes', address: 'by phone' },
  ]);
  const held = {
    ...{ ...of(), dayId: ids.day, hubId: ids.hub, state: 'hosting' as const, leadId: operator },
    ...{ what: 'We sing.', place: 'Houma', bring: 'songs', hostedAt: past },
  };
  await tx.insert(days.hosting).values(held);
  await tx.insert(days.dayResult).values({
    ...{ ...of(), dayId: ids.day, hostingId: held.id, count: 40, source: 'counted', final: false },
    reportedAt: past,
  });
  await tx.insert(view).values({
    ...{ coalitionId, quarter: '2027-Q1', personId: operator, climate: 3, skills: 3, win: 'A law.' },
    saidAt: past,
  });
  const asks = { ...of(), personId: leading, organisationId: ids.organisation, askedAt: past };
  await tx.insert(organisations.claim).values(asks);
  await tx
    .insert(pulses.ownQuestion)
    .values({ ...of(), theme: 'load', words: 'Do you rest?', addedAt: past });
  const { rows: closed } = await tx.execute<{ id: string }>(
    sql`select id from pulse where coalition_id = ${coalitionId} order by closes_at desc limit 1`,
  );
  await tx.insert(pulses.comment).values({ ...of(), pulseId: closed[0]?.id ?? '', words: 'Too many calls.' });
  await tx.execute(sql`update space_channel set name = 'hall' where coalition_id = ${coalitionId}`);
  await tx.insert(report).values({
    ...{ ...of(), language: 'en', since: past, state: 'ready' },
    contents: {
      name: '',
      purpose: '',
      from: '2027-01-01',
      until: '2027-02-01',
      figures: {},
      lines: ['Doors.'],
    },
    madeAt: past,
  });
  const listed = {
    ...{ ...of(), personId: operator, kind: 'offer' as const, words: 'chairs', place: 'Houma' },
    ...{ listedAt: past, endsAt: ahead },
  };
  await tx.insert(resources.listing).values(listed);
  await tx
    .insert(resources.answer)
    .values({ ...of(), listingId: listed.id, personId: leading, address: 'by phone', answeredAt: past });
  const raised = {
    ...of(),
    raisedById: joined,
    words: 'Somebody shouted.',
    state: 'open' as const,
    raisedAt: past,
  };
  await tx.insert(safety.concern).values(raised);
  await tx.insert(safety.concernReader).values({ coalitionId, concernId: raised.id, personId: operator });
  await tx.insert(safety.hidden).values({
    coalitionId,
    subject: ids.begun,
    what: 'an action',
    reason: 'Wrong.',
    byId: operator,
    at: past,
  });
  await tx.insert(delivery).values({
    ...{ ...of(), kind: 'role.granted', subject: operator, recipient: `person:${operator}`, lane: 3 },
    ...{
      personId: operator,
      unasked: false,
      state: 'bundled',
      dueAt: ahead,
      expiresAt: ahead,
      createdAt: past,
    },
    effect: { kind: 'post', message: { text: text`You are trusted.`, blocks: [] } },
  });
}
