import { and, asc, eq, exists, inArray, isNull } from 'drizzle-orm';
import { button, closestLanguage, Refusal } from '#chat/index.ts';
import { tell, withdraw } from '#delivery/index.ts';
import {
  type Act,
  type Context,
  hasRole,
  type JoinedContext,
  joined,
  mayRepresent,
  type Person,
  present,
  type Space,
  tables,
  type Waiting,
  writeAudit,
} from '#directory/index.ts';
import { vouchedKind, vouchKind } from './ask-to-vouch.ts';
import { coalitionButtons } from './buttons.ts';
import type { BoundContext } from './here.ts';
import { vouchedMessage } from './messages.ts';
import { words } from './words.ts';

/** At most this many people are listed in somebody's home. */
const listed = 10;

/** Whether this person may vouch for that one: a representative of their organisation, a weaver, an operator; never oneself. */
export function mayVouch(context: Context, person: Person): boolean {
  if (context.person?.id === person.id) return false;
  const { organisationId } = person;
  return (
    hasRole(context, 'weaver') ||
    hasRole(context, 'operator') ||
    (organisationId !== null && mayRepresent(context, { organisationId }))
  );
}

/** Vouches for a person. Says whether it was this press that did it; refuses whoever may not. */
export async function vouchFor(context: Context, person: Person): Promise<'vouched' | 'already'> {
  const voucher = joined(context).person;
  if (!mayVouch(context, person)) throw new Refusal(words[context.language].mayNotVouch);
  return await markVouched(context, person, voucher.id);
}

/** Vouches for a person by their being in this space, if it vouches for its people. */
export async function vouchByBeingHere(context: BoundContext, person: Person): Promise<void> {
  if (context.binding.vouches) await markVouched(context, person, undefined);
}

/** Vouches for everyone of a space that has begun to vouch for its people; how many were waiting. */
export async function vouchForSpace(act: Act, coalitionId: string, space: Space): Promise<number> {
  const ofSpace = act.tx
    .select({ id: tables.account.id })
    .from(tables.account)
    .where(
      and(
        eq(tables.account.personId, tables.person.id),
        eq(tables.account.spaceId, space.id),
        isNull(tables.account.goneAt),
      ),
    );
  const waiting = await act.tx
    .select()
    .from(tables.person)
    .where(and(present(coalitionId), isNull(tables.person.vouchedAt), exists(ofSpace)));
  for (const person of waiting) await markVouched(act, person, undefined);
  return waiting.length;
}

async function markVouched(
  act: Act,
  person: Person,
  byId: string | undefined,
): Promise<'vouched' | 'already'> {
  const changed = await act.tx
    .update(tables.person)
    .set({ vouchedAt: act.now, vouchedById: byId ?? null })
    .where(
      and(
        eq(tables.person.id, person.id),
        eq(tables.person.coalitionId, person.coalitionId),
        isNull(tables.person.vouchedAt),
        isNull(tables.person.leftAt),
      ),
    )
    .returning({ id: tables.person.id });
  if (changed.length === 0) return 'already';
  await writeAudit(act, {
    coalitionId: person.coalitionId,
    personId: byId,
    act: 'person.vouched',
    subject: person.id,
    detail: { by: byId === undefined ? 'space' : 'person' },
  });
  await withdraw(act, { subject: person.id, kinds: [vouchKind] });
  // Whoever is vouched for as they join reads it in the answer to joining.
  if (Temporal.Instant.compare(person.joinedAt, act.now) < 0) {
    await tell(act, vouchedKind, {
      coalitionId: person.coalitionId,
      subject: person.id,
      to: { kind: 'person', personId: person.id },
      message: vouchedMessage(closestLanguage(person.language)),
    });
  }
  return 'vouched';
}

/** People who wait for this person, among others, to vouch for them. */
export async function waitingForVouch(context: JoinedContext): Promise<readonly Waiting[]> {
  const forAll = hasRole(context, 'weaver') || hasRole(context, 'operator');
  const own = context.represents.flatMap((one) => one.organisationId ?? []);
  if (!forAll && own.length === 0) return [];
  const rows = await context.tx
    .select({ person: tables.person, organisation: tables.organisation.name })
    .from(tables.person)
    .leftJoin(tables.organisation, eq(tables.organisation.id, tables.person.organisationId))
    .where(
      and(
        present(context.coalition.id),
        isNull(tables.person.vouchedAt),
        forAll ? undefined : inArray(tables.person.organisationId, own),
      ),
    )
    .orderBy(asc(tables.person.joinedAt), asc(tables.person.name))
    .limit(listed);
  const say = words[context.language];
  return rows
    .filter(({ person }) => mayVouch(context, person))
    .map(({ person, organisation }) => ({
      text: say.waitsForVouch(person.name, organisation ?? undefined),
      buttons: [button(coalitionButtons.vouch, say.vouchButton, person.id)],
      since: person.joinedAt,
    }));
}
