import { and, eq, isNull } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import {
  hasRole,
  holdersOf,
  type JoinedContext,
  mayRepresent,
  type Organisation,
  type Person,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { type Asked, type Claim, openClaims } from './claims.ts';
import { askedKind } from './kinds.ts';
import { askedMessage, speakingMessage } from './messages.ts';
import { isRepresented, speakersOf, startRepresenting, tellThem } from './speakers.ts';
import { claim } from './tables.ts';
import { words } from './words.ts';

/** Days after a no before the same person may ask for the same organisation again. */
const restDays = 7;

/**
 * Asks to represent an organisation: its representatives are told, or operators when it has none. Who is suspended hears
 * nothing, and finds it in what waits for them once they are not.
 */
export async function askToRepresent(
  context: JoinedContext,
  organisation: Organisation,
): Promise<'representatives' | 'operators'> {
  const { tx, now, coalition, person } = context;
  const say = words[context.language];
  if (mayRepresent(context, { organisationId: organisation.id }))
    throw new Refusal(say.youSpeakAlready(organisation.name));
  if (!mayAsk(person, organisation)) throw new Refusal(say.belongsElsewhere(organisation.name));
  const ours = and(eq(claim.coalitionId, coalition.id), eq(claim.personId, person.id));
  const theirs = await tx.select().from(claim).where(ours);
  if (theirs.some((one) => one.declinedAt === null)) throw new Refusal(say.askedAlready);
  const before = theirs.find((one) => one.organisationId === organisation.id);
  const rested = now.subtract({ hours: 24 * restDays });
  if (before?.declinedAt && Temporal.Instant.compare(before.declinedAt, rested) > 0)
    throw new Refusal(say.declinedLately);
  const row = {
    coalitionId: coalition.id,
    organisationId: organisation.id,
    personId: person.id,
    askedAt: now,
    declinedAt: null,
  };
  const [asked] = await tx
    .insert(claim)
    .values({ id: newId(now), ...row })
    .onConflictDoUpdate({ target: [claim.organisationId, claim.personId], set: row })
    .returning();
  if (!asked) throw new Error('a claim was neither made nor found');
  const hasSpeaker = await isRepresented(tx, organisation);
  const asks = hasSpeaker
    ? await speakersOf(tx, organisation)
    : await holdersOf(tx, coalition.id, 'operator');
  await tellMany(
    context,
    askedKind,
    asks.map((one) => ({
      coalitionId: coalition.id,
      subject: asked.id,
      occurrence: now.toString(),
      to: { kind: 'person', personId: one.id },
      message: askedMessage({ claim: asked, organisation, person }, closestLanguage(one.language)),
    })),
  );
  return hasSpeaker ? 'representatives' : 'operators';
}

/** Whether somebody could speak for it: it is theirs, or they have none. */
export function mayAsk(person: Person, organisation: Pick<Organisation, 'id'>): boolean {
  return person.organisationId === null || person.organisationId === organisation.id;
}

/** Says yes or no to a claim; the asker is told. A Refusal unless the person may decide it. */
export async function settleClaim(
  context: JoinedContext,
  { claim: asked, organisation, person }: Asked,
  yes: boolean,
): Promise<void> {
  const { tx, now, coalition } = context;
  await checkMayDecide(context, asked, organisation);
  if (!yes) {
    await tx
      .update(claim)
      .set({ declinedAt: now })
      .where(and(eq(claim.id, asked.id), eq(claim.coalitionId, coalition.id)));
    await writeAudit(context, {
      coalitionId: coalition.id,
      personId: context.person.id,
      act: 'organisation.representative.declined',
      subject: organisation.id,
      detail: { personId: person.id },
    });
    await tellThem(
      context,
      organisation,
      person,
      speakingMessage(organisation, 'declined', closestLanguage(person.language)),
    );
    return;
  }
  if (!mayAsk(person, organisation))
    throw new Refusal(words[context.language].nowElsewhere(person.name, organisation.name));
  await startRepresenting(context, organisation, person);
  await tx
    .update(tables.person)
    .set({ organisationId: organisation.id })
    .where(
      and(
        eq(tables.person.id, person.id),
        eq(tables.person.coalitionId, coalition.id),
        isNull(tables.person.organisationId),
      ),
    );
  if (person.id !== context.person.id) {
    await tellThem(
      context,
      organisation,
      person,
      speakingMessage(organisation, 'started', closestLanguage(person.language)),
    );
  }
}

/** Claims this person may decide, oldest first. */
export async function claimsFor(context: JoinedContext): Promise<Asked[]> {
  const { tx, coalition } = context;
  const isOperator = hasRole(context, 'operator');
  if (!isOperator && context.represents.length === 0) return [];
  const asked = await openClaims(tx, eq(claim.coalitionId, coalition.id));
  const mine: Asked[] = [];
  for (const one of asked) {
    if (await mayDecide(context, one.claim, one.organisation)) mine.push(one);
  }
  return mine;
}

async function checkMayDecide(
  context: JoinedContext,
  asked: Claim,
  organisation: Organisation,
): Promise<void> {
  if (await mayDecide(context, asked, organisation)) return;
  const say = words[context.language];
  if (await isRepresented(context.tx, organisation))
    throw new Refusal(say.speakersConfirm(organisation.name));
  throw new Refusal(
    asked.personId === context.person.id ? say.anotherOperator : say.operatorsConfirm(organisation.name),
  );
}

/** Its representatives; an operator while there is none, also no suspended one, for themselves only where there is no other operator. */
async function mayDecide(context: JoinedContext, asked: Claim, organisation: Organisation): Promise<boolean> {
  if (mayRepresent(context, { organisationId: organisation.id })) return true;
  if (!hasRole(context, 'operator')) return false;
  if (await isRepresented(context.tx, organisation)) return false;
  if (asked.personId !== context.person.id) return true;
  const operators = await holdersOf(context.tx, context.coalition.id, 'operator');
  return operators.every((one) => one.id === context.person.id);
}
