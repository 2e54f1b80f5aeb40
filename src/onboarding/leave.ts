import { eq, or } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { withdraw } from '#delivery/index.ts';
import { type Act, type Feature, isLastOperator, type Person, tables, writeAudit } from '#directory/index.ts';
import { vouchKind } from './ask-to-vouch.ts';
import { words } from './words.ts';

/**
 * Leaves a coalition at once: every feature ends what the person leaves behind, or, unless they `keep` it without a
 * name, deletes it; then profile, accounts, consents, roles and ties go. The last operator is refused.
 */
export async function leaveCoalition(
  act: Act,
  person: Person,
  how: { features: readonly Feature[]; keep: boolean },
): Promise<void> {
  const { tx } = act;
  await refuseLastOperator(act, person);
  for (const feature of how.features) await feature.left?.(act, person);
  if (!how.keep) for (const feature of how.features) await feature.deletes?.(act, person);

  const { id, coalitionId } = person;
  await withdraw(act, { subject: id, kinds: [vouchKind] });
  await tx.delete(tables.consent).where(eq(tables.consent.personId, id));
  await tx.delete(tables.notification).where(eq(tables.notification.personId, id));
  await tx.delete(tables.role).where(eq(tables.role.personId, id));
  await tx.delete(tables.representative).where(eq(tables.representative.personId, id));
  await tx.delete(tables.hubMember).where(eq(tables.hubMember.personId, id));
  await tx.delete(tables.code).where(eq(tables.code.personId, id));
  await tx.delete(tables.tie).where(or(eq(tables.tie.firstId, id), eq(tables.tie.secondId, id)));
  await tx
    .delete(tables.block)
    .where(or(eq(tables.block.personId, id), eq(tables.block.blockedPersonId, id)));
  await tx.delete(tables.account).where(eq(tables.account.personId, id));
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
    .where(eq(tables.person.id, id));
  await writeAudit(act, { coalitionId, act: 'person.left', subject: id });
}

/** Throws a Refusal that says what to do when nobody else is an operator. */
export async function refuseLastOperator(act: Pick<Act, 'tx'>, person: Person): Promise<void> {
  if (await isLastOperator(act.tx, person.coalitionId, person.id)) {
    throw new Refusal(words[closestLanguage(person.language)].lastOperator);
  }
}
