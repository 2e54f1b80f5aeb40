import { and, asc, eq, inArray, isNotNull, isNull, like, or, type SQL, sql } from 'drizzle-orm';
import { button } from '#chat/index.ts';
import { type JoinedContext, type Remark, tables, type Waiting } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { placeButtons } from './buttons.ts';
import { draftChoices } from './draft-messages.ts';
import { ofChange, readRefusal } from './events.ts';
import { isOver } from './find.ts';
import { spanIn } from './hours.ts';
import { day, dayCopy, dayResult, hosting } from './tables.ts';
import { words } from './words.ts';

/** What waits for a person here: their drafts, being asked to host, and numbers of places they lead. */
export async function waits(context: JoinedContext): Promise<readonly Waiting[]> {
  const { tx, coalition, person, language } = context;
  const drafts = await tx
    .select()
    .from(day)
    .where(and(eq(day.coalitionId, coalition.id), eq(day.calledById, person.id), eq(day.state, 'draft')))
    .orderBy(asc(day.draftedAt), asc(day.id));
  const own = drafts.map((one) => ({
    text: words[language].waitsDraft(one.name),
    buttons: draftChoices(one, language),
    since: one.draftedAt,
  }));
  return [...own, ...(await asked(context)), ...(await uncounted(context))];
}

async function asked(context: JoinedContext): Promise<readonly Waiting[]> {
  const { represents, language, now } = context;
  const hubs = represents.flatMap(({ hubId }) => hubId ?? []);
  const organisations = represents.flatMap(({ organisationId }) => organisationId ?? []);
  const isTheirs = or(
    hubs.length > 0 ? and(inArray(hosting.hubId, hubs), isNull(hosting.organisationId)) : sql`false`,
    organisations.length > 0 ? inArray(hosting.organisationId, organisations) : sql`false`,
  );
  const say = words[language];
  const rows = await placesWhere(
    context,
    and(eq(hosting.state, 'asked'), eq(day.state, 'planned'), isTheirs),
  );
  return rows
    .filter((row) => !isOver(row.day, now))
    .map((row) => ({
      text: say.waitsAsked(row.day.name, row.host),
      buttons: [button(placeButtons.accept, say.buttons.accept, row.hosting.id)],
      since: row.hosting.askedAt ?? row.day.changedAt,
    }));
}

async function uncounted(context: JoinedContext): Promise<readonly Waiting[]> {
  const { person, language, now } = context;
  const hasNumber = sql`exists (select 1 from ${dayResult} r where r.hosting_id = ${hosting.id} and r.corrected_by_id is null)`;
  const lately = now
    .subtract({ hours: 24 * 16 })
    .toZonedDateTimeISO('UTC')
    .toPlainDate();
  const which = and(
    eq(hosting.state, 'hosting'),
    eq(hosting.leadId, person.id),
    inArray(day.state, ['planned', 'over']),
    // It waits for two weeks; the rest is for zones.
    sql`${day.lastDay} >= ${String(lately)}::date`,
    sql`not ${hasNumber}`,
  );
  const say = words[language];
  return (await placesWhere(context, which)).flatMap((row) => {
    const { until } = spanIn(row.day, row.zone ?? person.zone);
    const left = until.add({ hours: 24 * 14 });
    const isDue = Temporal.Instant.compare(until, now) <= 0 && Temporal.Instant.compare(now, left) < 0;
    const count = button(placeButtons.came, say.buttons.came, row.hosting.id);
    return isDue
      ? [{ text: say.waitsCame(row.day.name, row.hosting.place), buttons: [count], since: until }]
      : [];
  });
}

async function placesWhere({ tx, coalition }: JoinedContext, which: SQL | undefined) {
  const { hub, organisation } = tables;
  const rows = await tx
    .select({ hosting, day, zone: hub.zone, hub: hub.name, organisation: organisation.name })
    .from(hosting)
    .innerJoin(day, eq(day.id, hosting.dayId))
    .leftJoin(hub, eq(hub.id, hosting.hubId))
    .leftJoin(organisation, eq(organisation.id, hosting.organisationId))
    .where(and(eq(hosting.coalitionId, coalition.id), isShown(hosting.id), isShown(day.id), which))
    .orderBy(asc(day.firstDay), asc(hosting.id));
  return rows.map((row) => ({ ...row, host: row.organisation ?? row.hub ?? '' }));
}

/** What an operator should know: spaces where a planned day has no event or is not announced. */
export async function status(context: JoinedContext): Promise<readonly Remark[]> {
  const { tx, coalition, language, now } = context;
  const { space } = tables;
  const say = words[language];
  const rows = await tx
    .select({ day, space: space.name, postId: dayCopy.postId, code: dayCopy.eventCode })
    .from(dayCopy)
    .innerJoin(day, eq(day.id, dayCopy.dayId))
    .innerJoin(space, and(eq(space.id, dayCopy.spaceId), isNull(space.goneAt)))
    .where(
      and(
        eq(dayCopy.coalitionId, coalition.id),
        or(
          and(eq(day.state, 'planned'), or(isNull(dayCopy.postId), isNotNull(dayCopy.eventCode))),
          // Its event still stands there.
          and(eq(day.state, 'cancelled'), like(dayCopy.eventCode, `${ofChange}%`)),
        ),
      ),
    )
    .orderBy(asc(space.name), asc(day.firstDay));
  const open = rows.filter((row) => !isOver(row.day, now));
  const without = [
    ...new Set(
      open.filter((row) => row.postId === null && row.day.state === 'planned').map((row) => row.space),
    ),
  ];
  const events = open.flatMap((row) =>
    row.code === null ? [] : [{ text: say.noEvent(row.day.name, row.space, readRefusal(row.code)) }],
  );
  return without.length === 0 ? events : [{ text: say.statusNoChannel(without) }, ...events];
}
