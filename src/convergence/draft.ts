import { randomUUID } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import type { Act, JoinedContext } from '#directory/index.ts';
import { hasRole } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { type Description, describe, hostsMeant, ownerOf } from './describe.ts';
import { type Day, isDay, ownDraft } from './find.ts';
import type { Described } from './form.ts';
import { limits } from './limits.ts';
import { day, dayHub, dayRole, hosting } from './tables.ts';
import { words } from './words.ts';

/** What somebody wrote who plans a day: the same, and who is asked to host. */
export interface Planned extends Described {
  readonly hosts?: string | undefined;
}

/** Drafts that nobody planned end. */
export const dropDue: Due = {
  name: 'converge.drop',
  table: day,
  id: day.id,
  dueAt: day.dropAt,
  coalitionId: day.coalitionId,
  async carryOut({ tx }, id) {
    const [one] = await tx.update(day).set({ dropAt: null }).where(eq(day.id, id)).returning();
    if (one?.state === 'draft') await tx.delete(day).where(isDay(one));
  },
};

/** Throws a Refusal where this person may plan nothing, or has as many drafts as fit. */
export async function refusePlanning(context: JoinedContext): Promise<void> {
  const { tx, person, coalition, represents } = context;
  const say = words[context.language];
  const speaks = represents.some(({ hubId }) => hubId !== null);
  if (!hasRole(context, 'principal') && !speaks) throw new Refusal(say.plannersOnly);
  const own = and(eq(day.coalitionId, coalition.id), eq(day.calledById, person.id), eq(day.state, 'draft'));
  if ((await tx.$count(day, own)) >= limits.drafts) throw new Refusal(say.tooManyDrafts);
}

/** Writes a draft that only its caller sees; `series` is the day whose call goes on with it. Invalid: what cannot be planned like that. */
export async function writeDraft(context: JoinedContext, given: Planned, series?: Day): Promise<Day> {
  await refusePlanning(context);
  const { tx, now, person, coalition } = context;
  const described = await describe(context, given);
  const id = newId(now);
  const [made] = await tx
    .insert(day)
    .values({
      ...{
        id,
        coalitionId: coalition.id,
        calledById: person.id,
        state: 'draft' as const,
        linkKey: randomUUID(),
      },
      ...described.columns,
      hubId: await ownerOf(context, described.hubIds),
      seriesId: described.columns.repeats === null ? null : (series?.seriesId ?? id),
      ...{ draftedAt: now, changedAt: now, dropAt: now.add({ hours: 24 * limits.draftDays }) },
    })
    .returning();
  if (!made) throw new Error('a day was not written');
  await keepParts(context, made, described);
  await keepAsked(context, made, given.hosts ?? '');
  return made;
}

/** Writes a draft anew. */
export async function changeDraft(context: JoinedContext, id: string, given: Planned): Promise<Day> {
  const one = await ownDraft(context, id);
  const described = await describe(context, given);
  const [changed] = await context.tx
    .update(day)
    .set({
      ...described.columns,
      ...{ hubId: await ownerOf(context, described.hubIds), changedAt: context.now },
      seriesId: described.columns.repeats === null ? null : (one.seriesId ?? one.id),
    })
    .where(isDay(one))
    .returning();
  if (!changed) throw new Error('a draft was not changed');
  await keepParts(context, changed, described);
  await keepAsked(context, changed, given.hosts ?? '');
  return changed;
}

/** Drops a draft; what was asked of nobody yet goes with it. */
export async function dropDraft(context: JoinedContext, id: string): Promise<Day> {
  const one = await ownDraft(context, id);
  await context.tx.delete(day).where(isDay(one));
  return one;
}

/** Writes down the hubs a day is for and its roles, in the place of what was there; who took a role that stays keeps it. */
export async function keepParts({ tx }: Act, one: Day, { hubIds, roles }: Description): Promise<void> {
  const of = { dayId: one.id, coalitionId: one.coalitionId };
  await tx.delete(dayHub).where(and(eq(dayHub.dayId, one.id), eq(dayHub.coalitionId, one.coalitionId)));
  if (hubIds.length > 0) await tx.insert(dayHub).values(hubIds.map((hubId) => ({ ...of, hubId })));
  const isOf = and(eq(dayRole.dayId, one.id), eq(dayRole.coalitionId, one.coalitionId));
  const before = await tx.select().from(dayRole).where(isOf);
  const gone = before.filter(({ name }) => !roles.includes(name)).map(({ id }) => id);
  if (gone.length > 0) await tx.delete(dayRole).where(and(isOf, inArray(dayRole.id, gone)));
  for (const [position, name] of roles.entries()) {
    const kept = before.find((role) => role.name === name);
    if (kept)
      await tx
        .update(dayRole)
        .set({ position })
        .where(and(isOf, eq(dayRole.id, kept.id)));
    else await tx.insert(dayRole).values({ id: newId(one.changedAt), ...of, position, name });
  }
}

/** Writes down who is asked to host, in the place of what a draft had. */
async function keepAsked(context: JoinedContext, one: Day, written: string): Promise<void> {
  const { tx, now, person } = context;
  const { hubIds, organisationIds } = await hostsMeant(context, written);
  await tx.delete(hosting).where(and(eq(hosting.dayId, one.id), eq(hosting.coalitionId, one.coalitionId)));
  const asked = {
    ...{ dayId: one.id, coalitionId: one.coalitionId, state: 'asked' as const },
    ...{ askedById: person.id, askedAt: now },
  };
  const rows = [
    ...hubIds.map((hubId) => ({ ...asked, id: newId(now), hubId })),
    ...organisationIds.map((organisationId) => ({ ...asked, id: newId(now), organisationId })),
  ];
  if (rows.length > 0) await tx.insert(hosting).values(rows);
}
