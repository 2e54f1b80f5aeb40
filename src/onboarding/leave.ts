import { type AnyColumn, and, eq, or } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { withdraw } from '#delivery/index.ts';
import { type Act, type Feature, isLastOperator, type Person, tables, writeAudit } from '#directory/index.ts';
import { vouchKind } from './ask-to-vouch.ts';
import { words } from './words.ts';

/** What the directory holds of a person in rows of their own; the account comes last, as who they are. */
const personal = [
  tables.consent,
  tables.notification,
  tables.role,
  tables.representative,
  tables.hubMember,
  tables.code,
  tables.block,
  tables.account,
] as const;

/**
 * Leaves a coalition at once: every feature ends what the person leaves behind, or, unless they `keep` it without a
 * name, deletes it; then profile, accounts, consents, roles and ties go. That the last operator may not is the caller's.
 */
export async function leaveCoalition(
  act: Act,
  person: Person,
  how: { features: readonly Feature[]; keep: boolean },
): Promise<void> {
  const { tx } = act;
  // What ends without a name is not found again: whoever keeps nothing is asked to delete in place of that.
  for (const { left, deletes } of how.features)
    if (left) await (how.keep ? left : (deletes ?? left))(act, person);
  if (!how.keep) for (const { left, deletes } of how.features) if (!left) await deletes?.(act, person);

  const { id, coalitionId } = person;
  const here = (table: { readonly coalitionId: AnyColumn }) => eq(table.coalitionId, coalitionId);
  await withdraw(act, { subject: id, kinds: [vouchKind] });
  for (const table of personal) await tx.delete(table).where(and(eq(table.personId, id), here(table)));
  const { tie, block } = tables;
  await tx.delete(tie).where(and(here(tie), or(eq(tie.firstId, id), eq(tie.secondId, id))));
  await tx.delete(block).where(and(here(block), eq(block.blockedPersonId, id)));
  await tx
    .update(tables.person)
    .set({
      name: '',
      organisationId: null,
      offers: '',
      needs: '',
      issues: '',
      place: '',
      spoken: '',
      zone: 'UTC',
      zoneFrom: 'coalition',
      vouchedAt: null,
      vouchedById: null,
      snoozedUntil: null,
      leftAt: act.now,
    })
    .where(and(eq(tables.person.id, id), here(tables.person)));
  await writeAudit(act, { coalitionId, act: 'person.left', subject: id });
}

/** Throws a Refusal that says what to do when nobody else is an operator. */
export async function refuseLastOperator(act: Pick<Act, 'tx'>, person: Person): Promise<void> {
  if (await isLastOperator(act.tx, person.coalitionId, person.id)) {
    throw new Refusal(words[closestLanguage(person.language)].lastOperator);
  }
}
