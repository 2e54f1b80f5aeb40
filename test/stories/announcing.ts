import { eq } from 'drizzle-orm';
import * as rows from '#actions/tables.ts';
import type { StageOf } from '../support/stage/index.ts';
import { messagesTo } from './introducing.ts';

type Given = Readonly<Record<string, string>>;

/** What the cast writes unless a story says otherwise. The clock stands on Wednesday, 12 May 2027, noon in Chicago. */
export const cleanUp = {
  title: 'River clean-up',
  what: 'We take plastic out of the shallows. Bring boots.',
  when: 'Saturday 6pm',
  place: 'Dubuque',
  exact: 'Boat ramp 4',
};

/** Writes a draft; it is shown back. */
export async function drafts(stage: StageOf, who: string, given: Given = {}): Promise<void> {
  const all: Given = { ...cleanUp, tactic: 'care', audience: 'coalition', ...given };
  const { link = '', tactic = '', needs = '', audience = '', names = '', ...rest } = all;
  await stage.as(who).types('action announce');
  await stage.as(who).fills(rest);
  await stage.as(who).fills({ link, tactic, needs, audience, names });
}

/** Writes a draft and posts it, and lets the minute pass; its id. */
export async function announces(stage: StageOf, who: string, given: Given = {}): Promise<string> {
  await drafts(stage, who, given);
  await stage.as(who).presses('Post it');
  await stage.pass({ minutes: 1 });
  return (await actionOf(stage, given.title ?? cleanUp.title)).id;
}

/** The action of that title. */
export async function actionOf(stage: StageOf, title: string) {
  const [found] = await stage.db.select().from(rows.action).where(eq(rows.action.title, title));
  if (!found) throw new Error(`nothing is called ${title}`);
  return found;
}

/** The post that somebody sees in their channel for actions. */
export async function postTo(stage: StageOf, who: string): Promise<string> {
  return (await messagesTo(stage, who, 'channel')).at(-1)?.text ?? '';
}

/** What reached somebody directly with these words in it. */
export async function directTo(stage: StageOf, who: string, words: string): Promise<readonly string[]> {
  return (await messagesTo(stage, who, 'direct'))
    .map(({ text }) => text)
    .filter((text) => text.includes(words));
}

/** A press on a button about something, as `crafts` sends it. */
export const pressed = (press: `${string}.${string}`, subject: string) =>
  ({ kind: 'press', press, subject }) as const;
