import { and, eq, isNull } from 'drizzle-orm';
import { type Opening, Refusal } from '#chat/index.ts';
import { type ConsentKind, type Person, setConsent, tables, writeAudit } from '#directory/index.ts';
import { refuseBarred } from '#safety/index.ts';
import { newId } from '#store/index.ts';
import { isZone } from '#time/index.ts';
import { attachAccount, knownAs } from './account.ts';
import { askToVouch } from './ask-to-vouch.ts';
import { type Code, findCode, useCode } from './code.ts';
import { type BoundContext, instead } from './here.ts';
import { hereMessage, joinIntro, linkMessage } from './messages.ts';
import { words } from './words.ts';

/** What a person answers when they join; whatever is left open is the least. */
export interface JoinAnswers {
  readonly name: string;
  readonly organisation: string | undefined;
  readonly offers: string | undefined;
  readonly needs: string | undefined;
  readonly place: string | undefined;
  readonly zone: string | undefined;
  readonly spoken: string | undefined;
  readonly found: 'nobody' | 'weavers' | 'members' | undefined;
  readonly suggested: boolean | undefined;
  readonly amplify: boolean | undefined;
  readonly pulse: boolean | undefined;
  readonly reach: 'direct' | 'thread' | undefined;
}

/** What joining came to: who joined, whether they are vouched for, and how many were asked to vouch. */
export interface Joining {
  readonly person: Person;
  readonly vouched: boolean;
  readonly asked: number;
}

/**
 * The form of joining, with what the platform knows. Whoever is in already, is known from another space, or brings a
 * code is answered with a message in its place.
 */
export async function openJoin(context: BoundContext, code: string | undefined): Promise<Opening> {
  const say = words[context.language];
  const known = await knownAs(context);
  if (!known) await refuseBarred(context);
  if (code !== undefined) {
    const row = await findCode(context, code, 'link');
    const person = row && (await linkedPerson(context, row));
    if (!row || !person) throw new Refusal(say.codeDoesNotWork);
    if (known && known.person.id !== person.id) throw new Refusal(say.tooLateToLink);
    throw instead(linkMessage(context.language, person.name, row.hash));
  }
  if (context.person) throw new Refusal(say.alreadyIn(context.coalition.name));
  if (known) throw instead(hereMessage(context.language, known.person.name, context.coalition.name));
  const { name, zone } = context.sender;
  return {
    intro: joinIntro(context.language, context.coalition),
    values: { name, ...(zone !== undefined && isZone(zone) && { zone }) },
  };
}

/** Joins: a person, their account here, what they consented to. Vouched for by the space, or those who may are asked. */
export async function join(context: BoundContext, answers: JoinAnswers): Promise<Joining> {
  const { tx, now, coalition, space, binding } = context;
  if (context.person || (await knownAs(context)))
    throw new Refusal(words[context.language].alreadyIn(coalition.name));
  await refuseBarred(context);
  const said = { organisationId: answers.organisation ?? null, name: answers.name };
  const texts = {
    offers: answers.offers ?? '',
    needs: answers.needs ?? '',
    place: answers.place ?? '',
    spoken: answers.spoken ?? '',
  };
  const [person] = await tx
    .insert(tables.person)
    .values({
      id: newId(now),
      coalitionId: coalition.id,
      ...said,
      ...texts,
      ...zoneOf(context, answers.zone),
      language: context.language,
      joinedAt: now,
    })
    .returning();
  if (!person) throw new Error('a person was not written');
  await attachAccount(context, person);
  for (const [kind, answer] of Object.entries(consentsIn(answers)) as [ConsentKind, string | undefined][]) {
    if (answer !== undefined) await setConsent(context, person, kind, answer);
  }
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: person.id,
    act: 'person.joined',
    subject: person.id,
  });
  const asked = binding.vouches ? 0 : await askToVouch(context, coalition, space, person);
  return { person: { ...person, vouchedAt: binding.vouches ? now : null }, vouched: binding.vouches, asked };
}

/** Joins this account to the person whose code was typed; refused when it is somebody else already. */
export async function linkAccount(context: BoundContext, code: Code): Promise<Person> {
  const say = words[context.language];
  const known = await knownAs(context);
  const person = await linkedPerson(context, code);
  if (!person) throw new Refusal(say.codeDoesNotWork);
  if (known && known.person.id !== person.id) throw new Refusal(say.tooLateToLink);
  await refuseBarred(context);
  if (!(await useCode(context, code.hash, 'link'))) throw new Refusal(say.codeDoesNotWork);
  await attachAccount(context, person);
  await writeAudit(context, {
    coalitionId: person.coalitionId,
    personId: person.id,
    act: 'account.linked',
    subject: person.id,
  });
  return person;
}

async function linkedPerson(context: BoundContext, code: Code): Promise<Person | undefined> {
  if (code.coalitionId !== context.coalition.id || code.personId === null) return undefined;
  const [person] = await context.tx
    .select()
    .from(tables.person)
    .where(
      and(
        eq(tables.person.id, code.personId),
        eq(tables.person.coalitionId, code.coalitionId),
        isNull(tables.person.leftAt),
        // Somebody about to be removed brings in no other account.
        isNull(tables.person.suspendedAt),
      ),
    );
  return person;
}

/** The zone a person said, the one the platform tells, or the coalition's until then. */
function zoneOf(context: BoundContext, said: string | undefined): Pick<Person, 'zone' | 'zoneFrom'> {
  const told = context.sender.zone;
  if (said !== undefined && said !== told) return { zone: said, zoneFrom: 'person' };
  if (told !== undefined && isZone(told)) return { zone: told, zoneFrom: 'platform' };
  return { zone: context.coalition.zone, zoneFrom: 'coalition' };
}

function consentsIn(answers: JoinAnswers): Readonly<Record<ConsentKind, string | undefined>> {
  const yesNo = (said: boolean | undefined) => (said === undefined ? undefined : said ? 'yes' : 'no');
  return {
    found: answers.found,
    suggested: yesNo(answers.suggested),
    amplify: yesNo(answers.amplify),
    pulse: yesNo(answers.pulse),
    reach: answers.reach,
  };
}
