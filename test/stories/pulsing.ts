import { eq } from 'drizzle-orm';
import type { Given } from '#chat/index.ts';
import { type JoinedContext, setConsent, tables } from '#directory/index.ts';
import { type Filled, giveAnswer } from '#pulse/answer.ts';
import { keyStore } from '#pulse/index.ts';
import { thePulse } from '../support/pulse.ts';
import { pulseKeys } from '../support/pulse-keys.ts';
import type { Shown, StageOf } from '../support/stage/index.ts';
import { idOf, messagesTo } from './introducing.ts';

/** A dozen of the cast, of both spaces: two more than a pulse needs. */
export const dozen = [
  'ana',
  'ben',
  'cara',
  'dov',
  'elena',
  'grace',
  'iris',
  'jonas',
  'mina',
  'noor',
  'omar',
  'quinn',
];

/** Lets nobody be asked but these. */
export async function onlyAgreed(stage: StageOf, list: readonly string[]): Promise<void> {
  const { coalitionId, people } = stage.seeded;
  await stage.db.transaction(async (tx) => {
    for (const [who, id] of people) {
      const answer = list.includes(who) ? 'yes' : 'no';
      await setConsent({ tx, now: stage.clock.now() }, { id, coalitionId }, 'pulse', answer);
    }
  });
}

/** Jonas has a pulse opened, now or as he says. */
export async function opens(stage: StageOf, given: Given = { when: 'now' }): Promise<void> {
  await stage.as('jonas').types('pulse open');
  await stage.as('jonas').fills(given);
}

/** Somebody presses and fills in the form. */
export async function answers(stage: StageOf, who: string, given: Given): Promise<void> {
  await stage.as(who).presses('Answer');
  await stage.as(who).fills(given);
}

/** Many answer at once, by what the form calls: each with two scores, and what else they say. */
export async function crowdAnswers(
  stage: StageOf,
  many: readonly {
    who: string;
    scores: readonly [number, number];
    with?: Filled['countWith'];
    comment?: string;
  }[],
): Promise<void> {
  const { db, clock } = stage;
  const [coalition] = await db.select().from(tables.coalition);
  const pulse = await thePulse(stage.db);
  for (const { who, scores, with: countWith, comment = '' } of many) {
    await db.transaction(async (tx) => {
      const [person] = await tx
        .select()
        .from(tables.person)
        .where(eq(tables.person.id, idOf(stage, who)));
      const roles = await tx
        .select()
        .from(tables.role)
        .where(eq(tables.role.personId, idOf(stage, who)));
      const context = { tx, now: clock.now(), coalition, person, roles, language: 'en' };
      const filled = { scores, countWith, comment };
      await giveAnswer(context as unknown as JoinedContext, keyStore(pulseKeys), pulse, filled);
    });
  }
}

/** What somebody was answered last; not what reached them from elsewhere after it. */
export async function answerTo(stage: StageOf, who: string): Promise<string> {
  return (await messagesTo(stage, who, 'private')).at(-1)?.text ?? '';
}

/** The messages of a pulse that somebody has before them: those with these words. */
export async function heard(
  stage: StageOf,
  who: string,
  where: Shown['where'],
  words: string,
): Promise<readonly Shown[]> {
  return (await messagesTo(stage, who, where)).filter(({ text }) => text.includes(words));
}

/** Lets the clock run on to that moment. */
export async function until(stage: StageOf, at: string): Promise<void> {
  await stage.pass(stage.clock.now().until(Temporal.Instant.from(at)));
}
