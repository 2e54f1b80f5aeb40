import { and, asc, eq, gte, inArray, isNull, sql } from 'drizzle-orm';
import { Invalid, Refusal } from '#chat/index.ts';
import { type Act, type JoinedContext, type Organisation, type Person, tables } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import type { Stance } from './choices.ts';
import { type Action, isAction, lockAction, visibleAction } from './find.ts';
import { redrawLater } from './redraw.ts';
import { action, actionStance } from './tables.ts';
import { refuseEnded } from './take-part.ts';
import { words } from './together-words.ts';

/** Where an organisation stands, as everybody may see it. */
export interface Standing {
  readonly organisationId: string;
  readonly name: string;
  readonly stance: Stance;
}

/**
 * Where organisations stand on an action, by name. One that is unlisted or has left is not among them; one that came back
 * starts anew.
 */
export async function stancesOf(
  { tx }: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId'>,
): Promise<readonly Standing[]> {
  const { organisation } = tables;
  return await tx
    .select({ organisationId: organisation.id, name: organisation.name, stance: actionStance.stance })
    .from(actionStance)
    .innerJoin(organisation, eq(organisation.id, actionStance.organisationId))
    .where(
      and(
        eq(actionStance.actionId, one.id),
        eq(actionStance.coalitionId, one.coalitionId),
        eq(organisation.coalitionId, one.coalitionId),
        eq(organisation.listed, true),
        isNull(organisation.leftAt),
        gte(actionStance.setAt, organisation.addedAt),
      ),
    )
    .orderBy(asc(organisation.name));
}

/** Where one organisation stands; undefined where it says nothing. */
export async function stanceOf(
  act: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId'>,
  organisationId: string,
): Promise<Stance | undefined> {
  return (await stancesOf(act, one)).find((said) => said.organisationId === organisationId)?.stance;
}

/** Forgets who set the stances somebody set; where the organisation stands stays. */
export async function forgetWhoSet(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Person, 'id' | 'coalitionId'>,
): Promise<void> {
  await tx
    .update(actionStance)
    .set({ setById: null })
    .where(and(eq(actionStance.coalitionId, coalitionId), eq(actionStance.setById, id)));
}

/** The organisations this person represents, by name; a Refusal when there are none. */
export async function represented(
  context: JoinedContext,
): Promise<readonly [Organisation, ...Organisation[]]> {
  const ids = context.represents.flatMap((one) => one.organisationId ?? []);
  const { organisation } = tables;
  const [first, ...others] = await context.tx
    .select()
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, context.coalition.id),
        inArray(organisation.id, ids),
        isNull(organisation.leftAt),
      ),
    )
    .orderBy(asc(organisation.name));
  if (!first) throw new Refusal(words[context.language].representsNone);
  return [first, ...others];
}

/** What a representative says of an action: which organisation where they speak for several, and where it stands. */
export interface Said {
  readonly organisation?: string | undefined;
  readonly stance: Stance | 'none';
}

/**
 * Says where an organisation stands, or takes it back with `none`; every copy shows it within minutes. A Refusal for somebody else's
 * organisation, an unlisted one, and an action that is cancelled or has begun, where only taking back is left.
 */
export async function setStance(
  context: JoinedContext,
  actionId: string,
  { organisation: given, stance }: Said,
): Promise<{ readonly organisation: Organisation; readonly action: Action }> {
  const { tx, now, person, coalition } = context;
  const own = await ownOrganisation(context, given);
  await visibleAction(context, actionId);
  const one = await lockAction(context, coalition.id, actionId);
  if (one?.state !== 'posted' && one?.state !== 'cancelled')
    throw new Refusal(words[context.language].notPosted);
  const row = { actionId: one.id, organisationId: own.id, coalitionId: coalition.id };
  if (stance === 'none') {
    await tx
      .delete(actionStance)
      .where(
        and(
          eq(actionStance.actionId, row.actionId),
          eq(actionStance.organisationId, row.organisationId),
          eq(actionStance.coalitionId, row.coalitionId),
        ),
      );
  } else {
    refuseEnded(context, one);
    if (!own.listed) throw new Refusal(words[context.language].unlisted(own.name));
    const said = { stance, setById: person.id, setAt: now };
    await tx
      .insert(actionStance)
      .values({ ...row, ...said })
      .onConflictDoUpdate({ target: [actionStance.actionId, actionStance.organisationId], set: said });
  }
  await redrawLater(context, isAction(one));
  return { organisation: own, action: one };
}

/** What an organisation said ends, and soon in every copy, when it leaves or is not listed any more. */
export const stancesDue: Due = {
  name: 'action.stances',
  table: tables.organisation,
  id: tables.organisation.id,
  // There is no moment to wait for: whatever of it `where` finds is due.
  dueAt: tables.organisation.addedAt,
  coalitionId: tables.organisation.coalitionId,
  where: sql`(${tables.organisation.leftAt} is not null or not ${tables.organisation.listed})
    and exists (select 1 from ${actionStance} s where s.organisation_id = ${tables.organisation.id})`,
  async carryOut(act, id) {
    const ended = await act.tx.delete(actionStance).where(eq(actionStance.organisationId, id)).returning();
    const ids = ended.map(({ actionId }) => actionId);
    if (ids.length > 0) await redrawLater(act, inArray(action.id, ids));
  },
};

/** The organisation that is meant: the one given, or the only one this person speaks for. */
async function ownOrganisation(context: JoinedContext, given: string | undefined): Promise<Organisation> {
  const say = words[context.language];
  const own = await represented(context);
  const [first, second] = own;
  if (given === undefined) {
    if (second) throw new Invalid({ organisation: say.whichOrganisation });
    return first;
  }
  const meant = own.find(({ id }) => id === given);
  if (!meant) throw new Refusal(say.notYours);
  return meant;
}
