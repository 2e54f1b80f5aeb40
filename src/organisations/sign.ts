import { and, eq, isNull } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type JoinedContext, type Organisation, tables, writeAudit } from '#directory/index.ts';
import { newId, type Tx } from '#store/index.ts';
import { hasSigned, isSince } from './organisation.ts';
import { signing } from './tables.ts';
import { words } from './words.ts';

export type ToSign =
  | { readonly kind: 'signed'; readonly organisation: Organisation }
  | {
      readonly kind: 'shown';
      readonly organisation: Organisation;
      readonly signingId: string;
      readonly again: boolean;
    };

/** Notes that the purpose is shown now to a representative who may sign it; a Refusal while there is none. */
export async function showPurpose(context: JoinedContext, organisation: Organisation): Promise<ToSign> {
  const { tx, now, coalition, person } = context;
  if (coalition.purpose.trim() === '') throw new Refusal(words[context.language].noPurpose);
  if (hasSigned(organisation, coalition)) return { kind: 'signed', organisation };
  const whose = { coalitionId: coalition.id, organisationId: organisation.id, personId: person.id };
  await tx.delete(signing).where(isOf(whose));
  const signingId = newId(now);
  await tx.insert(signing).values({ id: signingId, ...whose, shownAt: now });
  return { kind: 'shown', organisation, signingId, again: organisation.signedAt !== null };
}

/** Signs the purpose in an organisation's name; a Refusal when the purpose changed since it was shown. False: signed already. */
export async function signPurpose(
  context: JoinedContext,
  organisation: Organisation,
  shown: typeof signing.$inferSelect,
): Promise<boolean> {
  const { tx, now, coalition, person } = context;
  await tx.delete(signing).where(isOf(shown));
  const [fresh] = await tx
    .select()
    .from(tables.organisation)
    .where(
      and(eq(tables.organisation.id, organisation.id), eq(tables.organisation.coalitionId, coalition.id)),
    )
    .for('update');
  if (fresh && hasSigned(fresh, coalition)) return false;
  if (!isSince(shown.shownAt, coalition)) throw new Refusal(words[context.language].purposeChanged);
  await tx
    .update(tables.organisation)
    .set({ signedAt: now })
    .where(
      and(eq(tables.organisation.id, organisation.id), eq(tables.organisation.coalitionId, coalition.id)),
    );
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: person.id,
    act: 'organisation.signed',
    subject: organisation.id,
  });
  return true;
}

/** What a press to sign is about: the purpose as it was shown to this person. */
export async function signingBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string; row: typeof signing.$inferSelect } | undefined> {
  const [found] = await db
    .select({ row: signing })
    .from(signing)
    .innerJoin(tables.organisation, eq(tables.organisation.id, signing.organisationId))
    .where(and(eq(signing.id, id), isNull(tables.organisation.leftAt)));
  return found && { coalitionId: found.row.coalitionId, recipientId: found.row.personId, row: found.row };
}

const isOf = (whose: { coalitionId: string; organisationId: string; personId: string }) =>
  and(
    eq(signing.coalitionId, whose.coalitionId),
    eq(signing.organisationId, whose.organisationId),
    eq(signing.personId, whose.personId),
  );
