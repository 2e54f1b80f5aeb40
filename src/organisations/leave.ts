import { and, eq, isNull } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type JoinedContext, type Organisation, tables, writeAudit } from '#directory/index.ts';
import { leftKind } from './kinds.ts';
import { leftToldMessage } from './messages.ts';
import { claim, signing } from './tables.ts';

/** An organisation leaves the coalition: nobody represents it any more, and its people stay, without it. Returns how many. */
export async function leaveCoalition(context: JoinedContext, organisation: Organisation): Promise<number> {
  const { tx, now, coalition, person } = context;
  const [gone] = await tx
    .update(tables.organisation)
    .set({ leftAt: now })
    .where(
      and(
        eq(tables.organisation.id, organisation.id),
        eq(tables.organisation.coalitionId, coalition.id),
        isNull(tables.organisation.leftAt),
      ),
    )
    .returning();
  if (!gone) return 0;
  const { representative } = tables;
  await tx
    .delete(representative)
    .where(and(eq(representative.coalitionId, coalition.id), eq(representative.organisationId, gone.id)));
  await tx.delete(claim).where(and(eq(claim.coalitionId, coalition.id), eq(claim.organisationId, gone.id)));
  await tx
    .delete(signing)
    .where(and(eq(signing.coalitionId, coalition.id), eq(signing.organisationId, gone.id)));
  const people = await tx
    .update(tables.person)
    .set({ organisationId: null })
    .where(and(eq(tables.person.coalitionId, coalition.id), eq(tables.person.organisationId, gone.id)))
    .returning();
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: person.id,
    act: 'organisation.left',
    subject: gone.id,
  });
  const stay = people.filter((one) => one.leftAt === null);
  await tellMany(
    context,
    leftKind,
    stay
      .filter((one) => one.id !== person.id)
      .map((one) => ({
        coalitionId: coalition.id,
        subject: gone.id,
        occurrence: now.toString(),
        to: { kind: 'person', personId: one.id },
        message: leftToldMessage(gone, closestLanguage(one.language)),
      })),
  );
  return stay.length;
}
