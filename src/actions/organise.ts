import { and, eq, isNull } from 'drizzle-orm';
import { closestLanguage, Invalid, Refusal } from '#chat/index.ts';
import { tell, tellMany, withdraw } from '#delivery/index.ts';
import { type JoinedContext, type Person, peopleByIds } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { type Action, findAction, ledAction } from './find.ts';
import {
  askedFor,
  isOrganiser,
  isUnwelcome,
  leadersOf,
  organisedKind,
  organiseKind,
  organiserOf,
} from './organisers.ts';
import { actionOrganiser } from './tables.ts';
import { refuseEnded } from './take-part.ts';
import { organisedMessage, organiseMessage } from './together-messages.ts';
import { words } from './together-words.ts';

/** Somebody, and the action they were asked to lead. */
interface With {
  readonly person: Person;
  readonly action: Action;
}

/**
 * Asks somebody to lead an action too. Whether they are asked for the first time, have said no or have blocked somebody
 * who leads it: for the asker it goes the same way, and nobody is asked twice to lead one action.
 */
export async function askOrganiser(
  context: JoinedContext,
  actionId: string,
  personId: string,
): Promise<With> {
  const { tx, now, person } = context;
  const say = words[context.language];
  const one = await ledAction(context, actionId);
  refuseEnded(context, one);
  const other = await somebody(context, personId);
  if (other.id === person.id) throw new Invalid({ person: say.thatIsYou });
  if (other.vouchedAt === null) throw new Invalid({ person: say.notVouched });
  const before = await organiserOf(context, one, other.id);
  if (other.id === one.announcerId || before?.confirmedAt) throw new Invalid({ person: say.leadsAlready });
  if (await isUnwelcome(context, one, other.id)) return { person: other, action: one };
  const id = before?.id ?? newId(now);
  const latest = now.add(askedFor);
  const told = await tell(context, organiseKind, {
    coalitionId: one.coalitionId,
    subject: one.id,
    to: { kind: 'person', personId: other.id },
    message: organiseMessage(id, one, person.name, closestLanguage(other.language)),
    expiresAt: Temporal.Instant.compare(one.startsAt, latest) < 0 ? one.startsAt : latest,
  });
  const row = { id, coalitionId: one.coalitionId, actionId: one.id, personId: other.id, askedAt: now };
  if (told !== undefined && !before) await tx.insert(actionOrganiser).values(row);
  return { person: other, action: one };
}

/** Says yes: leads the action from now on, and those who lead it hear who does. */
export async function confirmOrganising(context: JoinedContext, id: string): Promise<Action> {
  const { tx, now, person } = context;
  const one = await openAsk(context, id);
  refuseEnded(context, one);
  const others = await leadersOf(context, one);
  await tx.update(actionOrganiser).set({ confirmedAt: now }).where(isOrganiser(one, person.id));
  await tellMany(
    context,
    organisedKind,
    others.map((other) => ({
      coalitionId: one.coalitionId,
      subject: one.id,
      occurrence: newId(now),
      to: { kind: 'person', personId: other.id },
      message: organisedMessage(one, person.name, closestLanguage(other.language)),
    })),
  );
  return one;
}

/** Says no: the ask is gone, and nobody sees that it was answered. */
export async function declineOrganising(context: JoinedContext, id: string): Promise<Action> {
  const one = await openAsk(context, id);
  await context.tx.delete(actionOrganiser).where(isOrganiser(one, context.person.id));
  return one;
}

/** Takes back that somebody was asked or leads an action too; it goes the same way when they were not. */
export async function endOrganising(
  context: JoinedContext,
  actionId: string,
  personId: string,
): Promise<With> {
  const one = await ledAction(context, actionId);
  const other = await somebody(context, personId);
  if (other.id === one.announcerId) throw new Invalid({ person: words[context.language].announcedIt });
  await withdraw(context, { subject: one.id, kinds: [organiseKind], personId: other.id });
  await context.tx.delete(actionOrganiser).where(isOrganiser(one, other.id));
  return { person: other, action: one };
}

async function openAsk(context: JoinedContext, id: string): Promise<Action> {
  const { tx, person, coalition } = context;
  const [asked] = await tx
    .select()
    .from(actionOrganiser)
    .where(
      and(
        eq(actionOrganiser.id, id),
        eq(actionOrganiser.coalitionId, coalition.id),
        eq(actionOrganiser.personId, person.id),
        isNull(actionOrganiser.confirmedAt),
      ),
    )
    .for('update');
  const one = asked && (await findAction(context, coalition.id, asked.actionId));
  if (!asked || !one) throw new Refusal(words[context.language].notAsked);
  return one;
}

async function somebody({ tx, coalition, language }: JoinedContext, id: string): Promise<Person> {
  const [found] = await peopleByIds(tx, coalition.id, [id]);
  if (!found || found.leftAt !== null) throw new Refusal(words[language].nobody);
  return found;
}
