import { and, asc, eq, gte, isNull, lte, sql } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import {
  type Act,
  type JoinedContext,
  mayRepresent,
  type Organisation,
  tables,
  writeAudit,
} from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { reportName } from './tables.ts';
import { words } from './words.ts';

const { organisation } = tables;

/** SQL condition: an organisation that is in the coalition and in its list. */
export const isListed = (coalitionId: string) =>
  and(eq(organisation.coalitionId, coalitionId), eq(organisation.listed, true), isNull(organisation.leftAt));

/**
 * The organisations that agreed to be named and are listed now, in alphabetical order; without those that came after a
 * report was made. One that left and came back agrees anew.
 */
export async function namedNow(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  madeAt: Temporal.Instant,
): Promise<readonly string[]> {
  const rows = await tx
    .select({ name: organisation.name })
    .from(reportName)
    .innerJoin(organisation, eq(organisation.id, reportName.organisationId))
    .where(
      and(
        eq(reportName.coalitionId, coalitionId),
        isListed(coalitionId),
        gte(reportName.agreedAt, organisation.addedAt),
        lte(organisation.addedAt, madeAt),
      ),
    )
    .orderBy(asc(sql`lower(${organisation.name})`), asc(organisation.id));
  return rows.map(({ name }) => name);
}

/** The organisation behind a button; undefined once it has left. */
export async function organisationBehind(
  db: Tx,
  id: string,
): Promise<{ readonly coalitionId: string; readonly organisation: Organisation } | undefined> {
  const [found] = await db
    .select()
    .from(organisation)
    .where(and(eq(organisation.id, id), isNull(organisation.leftAt)));
  return found && { coalitionId: found.coalitionId, organisation: found };
}

/** Lets reports name an organisation, in its name. Refuses who does not represent it, and one that is not listed. */
export async function agree(context: JoinedContext, one: Organisation): Promise<void> {
  checkOwn(context, one);
  if (!one.listed) throw new Refusal(words[context.language].notListed(one.name));
  const set = { agreedById: context.person.id, agreedAt: context.now };
  await context.tx
    .insert(reportName)
    .values({ organisationId: one.id, coalitionId: one.coalitionId, ...set })
    .onConflictDoUpdate({ target: reportName.organisationId, set });
  await audit(context, one, 'report.named');
}

/** Takes that back, at once; whether it had been so. */
export async function withdrawName(context: JoinedContext, one: Organisation): Promise<boolean> {
  checkOwn(context, one);
  const gone = await context.tx
    .delete(reportName)
    .where(and(eq(reportName.organisationId, one.id), eq(reportName.coalitionId, one.coalitionId)))
    .returning();
  if (gone.length > 0) await audit(context, one, 'report.unnamed');
  return gone.length > 0;
}

function checkOwn(context: JoinedContext, one: Organisation): void {
  if (!mayRepresent(context, { organisationId: one.id }))
    throw new Refusal(words[context.language].notYours(one.name));
}

const audit = async (context: JoinedContext, one: Organisation, act: string) =>
  await writeAudit(context, {
    ...{ coalitionId: one.coalitionId, personId: context.person.id, act, subject: one.id },
  });
