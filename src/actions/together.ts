import { type Block, type Button, button, type Language, paragraph } from '#chat/index.ts';
import { type Act, type JoinedContext, type Person, peopleByIds, type Waiting } from '#directory/index.ts';
import { callerOf } from './calls.ts';
import type { Action } from './find.ts';
import { isOpen, type Need, needsOf, openTaken } from './needs.ts';
import { asksOf, handOver, leadersOf } from './organisers.ts';
import { forgetWhoSet, type Standing, stancesOf } from './stances.ts';
import { togetherPress as press } from './together-buttons.ts';
import {
  leaderBlocks,
  needBlocks,
  organiseButtons,
  ownNeedBlocks,
  stanceBlocks,
} from './together-messages.ts';
import { words } from './together-words.ts';

/** What several people and organisations do for one action. */
export interface Together {
  /** what it needs, in the order in which it was written; by whom something is taken is shown to leaders alone */
  readonly needs: readonly Need[];
  /** the hub under pressure that calls with it */
  readonly caller: string | undefined;
  /** where organisations stand, by name */
  readonly stances: readonly Standing[];
  /** who leads it; shown to each other alone */
  readonly leaders: readonly Person[];
}

/** Reads what several do for an action. */
export async function readTogether(act: Pick<Act, 'tx'>, one: Action): Promise<Together> {
  return {
    needs: await needsOf(act, one),
    caller: await callerOf(act, one),
    stances: await stancesOf(act, one),
    leaders: await leadersOf(act, one),
  };
}

/** Whether somebody is among those who lead an action. */
export const isLeader = ({ leaders }: Together, { id }: Pick<Person, 'id'>): boolean =>
  leaders.some((leader) => leader.id === id);

/** What posts and details show of that, as everybody may see it. */
export function togetherBlocks({ needs, caller, stances }: Together, language: Language): readonly Block[] {
  return [
    ...(caller === undefined ? [] : [paragraph(words[language].callsNow(caller))]),
    ...needBlocks(needs, language),
    ...stanceBlocks(stances, language),
  ];
}

/** What this person can do beyond joining: about a draft of theirs, or a posted action that is to come. At most five. */
export function togetherButtons(context: JoinedContext, one: Action, together: Together): readonly Button[] {
  const { represents, person, language, now } = context;
  const say = words[language];
  if (one.state === 'draft')
    return represents.some(({ hubId }) => hubId !== null)
      ? [button(press.call, say.buttons.call, one.id)]
      : [];
  if (one.state !== 'posted' || Temporal.Instant.compare(one.startsAt, now) <= 0) return [];
  return [
    ...(together.needs.some(isOpen) ? [button(press.take, say.buttons.take, one.id)] : []),
    ...(represents.some(({ organisationId }) => organisationId !== null)
      ? [button(press.stance, say.buttons.stance, one.id)]
      : []),
    ...(isLeader(together, person)
      ? [
          button(press.organise, say.buttons.organise, one.id),
          button(press['organise-end'], say.buttons.end, one.id),
        ]
      : [button(press.mute, say.lessOf(one.tactic), one.id)]),
  ];
}

/** For this person alone: what they took of an action, and where they lead it, who takes what and who leads it too. */
export async function togetherNotes(context: JoinedContext, together: Together): Promise<readonly Block[]> {
  const { person, language, coalition, tx } = context;
  const { needs, leaders } = together;
  const own = needs.filter(({ takenById }) => takenById === person.id);
  if (!isLeader(together, person)) return ownNeedBlocks(own, language);
  const takers = await peopleByIds(
    tx,
    coalition.id,
    needs.flatMap(({ takenById }) => takenById ?? []),
  );
  const nameOf = new Map(takers.map(({ id, name }) => [id, name]));
  const taken = needs.flatMap(({ words: said, takenById }) => {
    const by = takenById === null ? undefined : nameOf.get(takenById);
    return by === undefined ? [] : [{ words: said, by }];
  });
  const others = leaders.filter(({ id }) => id !== person.id).map(({ name }) => name);
  return [...ownNeedBlocks(own, language), ...leaderBlocks(taken, others, language)];
}

/** What waits for a person here: whether they lead an action too. */
export async function togetherWaits(context: JoinedContext): Promise<readonly Waiting[]> {
  const { language } = context;
  return (await asksOf(context)).map(({ asked, action: one }) => ({
    text: words[language].waitsAsk(one.title),
    buttons: organiseButtons(asked.id, language),
    since: asked.askedAt,
  }));
}

/** Ends what a person who leaves took on: needs are open again, stances they set name nobody, and of what they announced a co-organiser carries on. */
export async function endTogether(act: Act, person: Person): Promise<void> {
  await openTaken(act, person);
  await forgetWhoSet(act, person);
  await handOver(act, person);
}
