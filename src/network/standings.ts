import { and, eq, gte, inArray, isNotNull, sql } from 'drizzle-orm';
import { type Act, type Feature, isListed, tables } from '#directory/index.ts';
import { limits } from './limits.ts';
import { stageOf } from './stages.ts';
import { organisationStage, type Stage, stages } from './tables.ts';

/**
 * Sets how closely each listed organisation works with others now, and keeps what it was before where that changed. One that
 * is not listed has no stage: by difference with what else is told, one would find out that there is one.
 */
export async function setStages(act: Act, features: readonly Feature[], coalitionId: string): Promise<void> {
  const { tx, now } = act;
  const since = now.subtract({ hours: 24 * limits.togetherDays });
  const did = { supported: new Set(), coordinated: new Set(), collaborated: new Set() } as const;
  for (const feature of features)
    for (const { organisationId, how } of (await feature.workedTogether?.(act, { coalitionId, since })) ?? [])
      (did[how] as Set<string>).add(organisationId);
  const rows = await tx
    .select()
    .from(organisationStage)
    .where(eq(organisationStage.coalitionId, coalitionId));
  const known = new Map(rows.map((row) => [row.organisationId, row]));
  const present = await organisationsOf(act, coalitionId);
  const changed = present.flatMap(({ id, signed, serves }) => {
    const stage = stageOf({
      ...{ signed, serves, supported: did.supported.has(id) },
      ...{ coordinated: did.coordinated.has(id), collaborated: did.collaborated.has(id) },
    });
    const before = known.get(id)?.stage ?? null;
    return before === stage ? [] : [{ organisationId: id, coalitionId, stage, before, since: now }];
  });
  if (changed.length > 0)
    await tx
      .insert(organisationStage)
      .values(changed)
      .onConflictDoUpdate({
        target: organisationStage.organisationId,
        set: { stage: sql`excluded.stage`, before: sql`excluded.before`, since: now },
      });
  const here = new Set(present.map(({ id }) => id));
  const gone = [...known.keys()].filter((id) => !here.has(id));
  if (gone.length > 0)
    await tx.delete(organisationStage).where(inArray(organisationStage.organisationId, gone));
}

/** How many listed organisations work how closely with others, and how many of them moved since then. Sums only. */
export async function readStages(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  since: Temporal.Instant,
): Promise<{
  readonly at: Readonly<Record<Stage, number>>;
  readonly closer: number;
  readonly apart: number;
}> {
  const rows = await stagesOf(act, coalitionId);
  const at = Object.fromEntries(
    stages.map((stage) => [stage, rows.filter((row) => row.stage === stage).length]),
  ) as Record<Stage, number>;
  const moved = rows
    .filter((row) => Temporal.Instant.compare(row.since, since) >= 0)
    .map(({ stage, before }) => (before === null ? 0 : stages.indexOf(stage) - stages.indexOf(before)));
  return { at, closer: moved.filter((by) => by > 0).length, apart: moved.filter((by) => by < 0).length };
}

/**
 * The listed organisations that moved since then, those that went further away first, then by name. Of fewer than five
 * people who are active a move would tell what one of them did, or did not do: they are counted and not named.
 */
export async function movedSince({ tx }: Pick<Act, 'tx'>, coalitionId: string, since: Temporal.Instant) {
  const { organisation } = tables;
  const { stage, before } = organisationStage;
  // By name: of one table alone a column would be written without it, and be read as the person’s.
  const people = sql<number>`(select count(*) from person p where p.organisation_id = organisation.id
    and p.left_at is null and p.suspended_at is null
    and exists (select 1 from account a where a.person_id = p.id and a.gone_at is null))`;
  const rows = await tx
    .select({ id: organisation.id, name: organisation.name, stage, before })
    .from(organisationStage)
    .innerJoin(organisation, eq(organisation.id, organisationStage.organisationId))
    .where(
      and(
        ...[eq(organisationStage.coalitionId, coalitionId), isListed],
        ...[gte(organisationStage.since, since), isNotNull(before), gte(people, limits.toldFrom)],
      ),
    )
    .orderBy(sql`lower(${organisation.name})`);
  return rows
    .map(({ before: was, ...row }) => ({
      ...row,
      isCloser: was === null || stages.indexOf(row.stage) > stages.indexOf(was),
    }))
    .toSorted((a, b) => Number(a.isCloser) - Number(b.isCloser));
}

async function stagesOf({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const rows = await tx
    .select({ row: organisationStage })
    .from(organisationStage)
    .innerJoin(tables.organisation, eq(tables.organisation.id, organisationStage.organisationId))
    // As of now: stages were set on Monday.
    .where(and(eq(organisationStage.coalitionId, coalitionId), isListed));
  return rows.map(({ row }) => row);
}

/** The listed organisations of a coalition: whether they signed its purpose, and whether somebody of them serves all of it. */
async function organisationsOf({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { organisation } = tables;
  // By name: of one table alone a column would be written without it, and be read as the person’s.
  const serves = sql<boolean>`exists (select 1 from person p
    where p.organisation_id = organisation.id and p.left_at is null and p.suspended_at is null and (
      exists (select 1 from role r where r.person_id = p.id and r.hub_id is null)
      or exists (select 1 from representative s where s.person_id = p.id and s.hub_id is not null)))`;
  return await tx
    .select({
      id: organisation.id,
      signed: sql<boolean>`${organisation.signedAt} is not null`,
      serves,
    })
    .from(organisation)
    .where(and(eq(organisation.coalitionId, coalitionId), isListed));
}
