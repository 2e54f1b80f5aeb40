import { and, eq, isNotNull } from 'drizzle-orm';
import { closestLanguage, Invalid, type Message } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import {
  type Act,
  type Context,
  isActive,
  type JoinedContext,
  type Organisation,
  type Person,
  representativesOf,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { speaksKind } from './kinds.ts';
import { speakingMessage } from './messages.ts';
import { claim, signing } from './tables.ts';
import { words } from './words.ts';

/** Whether the person represents one more organisation now: false when they did already. Writes the audit row. */
export async function startRepresenting(
  context: JoinedContext,
  organisation: Organisation,
  person: Person,
): Promise<boolean> {
  const { tx, now, coalition } = context;
  const made = await tx
    .insert(tables.representative)
    .values({
      id: newId(now),
      coalitionId: coalition.id,
      personId: person.id,
      organisationId: organisation.id,
      since: now,
    })
    .onConflictDoNothing()
    .returning();
  if (made.length === 0) return false;
  await tx
    .delete(claim)
    .where(
      and(
        eq(claim.coalitionId, coalition.id),
        eq(claim.organisationId, organisation.id),
        eq(claim.personId, person.id),
      ),
    );
  await audit(context, 'organisation.representative', organisation, person);
  return true;
}

export interface SpeakerChange {
  readonly added: Person | undefined;
  readonly ended: Person | undefined;
}

/** A representative adds another, from the organisation's own people, or ends one's speaking for it. Both are told. */
export async function changeSpeakers(
  context: JoinedContext,
  organisation: Organisation,
  given: { readonly add?: string | undefined; readonly end?: string | undefined },
): Promise<SpeakerChange> {
  const say = words[context.language];
  const added = await here(context, given.add);
  const ended = await here(context, given.end);
  const speak = (await speakersOf(context.tx, organisation)).map((one) => one.id);
  if (given.add !== undefined && added?.organisationId !== organisation.id)
    throw new Invalid({ add: say.notOfIt(organisation.name) });
  if (added && added.vouchedAt === null) throw new Invalid({ add: say.vouchFirst });
  if (added && speak.includes(added.id)) throw new Invalid({ add: say.speaksAlready });
  if (given.end !== undefined && !(ended && speak.includes(ended.id)))
    throw new Invalid({ end: say.speaksNot(organisation.name) });
  if (added) await startRepresenting(context, organisation, added);
  if (ended) await stopRepresenting(context, organisation, ended);
  if (added)
    await tellThem(context, organisation, added, speakingMessage(organisation, 'started', languageOf(added)));
  if (ended && ended.id !== context.person.id) {
    await tellThem(context, organisation, ended, speakingMessage(organisation, 'ended', languageOf(ended)));
  }
  return { added, ended };
}

async function stopRepresenting(
  context: JoinedContext,
  organisation: Organisation,
  person: Person,
): Promise<void> {
  await context.tx
    .delete(tables.representative)
    .where(
      and(
        eq(tables.representative.coalitionId, context.coalition.id),
        eq(tables.representative.organisationId, organisation.id),
        eq(tables.representative.personId, person.id),
      ),
    );
  await audit(context, 'organisation.representative.ended', organisation, person);
}

/** Tells somebody what became of their speaking for an organisation. */
export async function tellThem(
  context: JoinedContext,
  organisation: Organisation,
  person: Person,
  message: Message,
): Promise<void> {
  await tell(context, speaksKind, {
    coalitionId: context.coalition.id,
    subject: organisation.id,
    occurrence: newId(context.now),
    to: { kind: 'person', personId: person.id },
    message,
  });
}

/** Everyone who represents an organisation and has not left, by name. */
export async function speakersOf(
  tx: Context['tx'],
  organisation: Pick<Organisation, 'id' | 'coalitionId'>,
): Promise<Person[]> {
  return await representativesOf(tx, 'organisationId', organisation);
}

/** Whether anyone represents it, also somebody suspended: suspending them hands it to nobody else. */
export async function isRepresented(
  tx: Context['tx'],
  { id, coalitionId }: Pick<Organisation, 'id' | 'coalitionId'>,
): Promise<boolean> {
  const { representative } = tables;
  const isOfIt = and(eq(representative.coalitionId, coalitionId), eq(representative.organisationId, id));
  return (await tx.$count(representative, isOfIt)) > 0;
}

/** Ends what a person who leaves was for organisations. */
export async function endSpeaking(act: Act, person: Person): Promise<void> {
  const theirs = tables.representative;
  await act.tx
    .delete(theirs)
    .where(
      and(
        eq(theirs.coalitionId, person.coalitionId),
        eq(theirs.personId, person.id),
        isNotNull(theirs.organisationId),
      ),
    );
  await act.tx
    .delete(claim)
    .where(and(eq(claim.coalitionId, person.coalitionId), eq(claim.personId, person.id)));
  await act.tx
    .delete(signing)
    .where(and(eq(signing.coalitionId, person.coalitionId), eq(signing.personId, person.id)));
}

async function here(context: JoinedContext, personId: string | undefined): Promise<Person | undefined> {
  if (personId === undefined) return undefined;
  const [person] = await context.tx
    .select()
    .from(tables.person)
    .where(
      and(eq(tables.person.id, personId), eq(tables.person.coalitionId, context.coalition.id), isActive),
    );
  return person;
}

async function audit(
  context: JoinedContext,
  act: string,
  organisation: Organisation,
  person: Person,
): Promise<void> {
  await writeAudit(context, {
    coalitionId: context.coalition.id,
    personId: context.person.id,
    act,
    subject: organisation.id,
    detail: { personId: person.id },
  });
}

const languageOf = (person: Person) => closestLanguage(person.language);
