import type { StoryStep, World } from './world.ts';

/** What the page shows, all of it in its address: it can be reloaded, bookmarked and gone back to. */
export interface PageState {
  /** up to three people side by side, and the conversation each looks at */
  readonly shown: readonly Shown[];
  /** the step of the story, from 1 */
  readonly story?: number;
  /** a command that waits in the first person's line */
  readonly line?: string;
}
interface Shown {
  readonly account: string;
  readonly at?: string;
}

const most = 3;

/** The state in an address's query; people who do not exist are left out. */
export function readState(query: URLSearchParams, world: World): PageState {
  const known = new Set(world.people.map((one) => one.account));
  const shown = query.getAll('who').map((who) => {
    const [account = '', at] = who.split('~', 2);
    return { account, ...(at !== undefined && { at }) };
  });
  const once = shown.filter(
    (one, index) =>
      known.has(one.account) && index === shown.findIndex((other) => other.account === one.account),
  );
  const story = Number(query.get('story'));
  const line = query.get('line');
  return {
    shown: once.slice(0, most),
    ...(Number.isInteger(story) && story >= 1 && story <= world.story.length && { story }),
    ...(line !== null && { line: line.slice(0, 500) }),
  };
}

/** The address of the page in that state. */
export function hrefOf({ shown, story, line }: PageState): string {
  const query = new URLSearchParams(
    shown.map(({ account, at }): [string, string] => [
      'who',
      at === undefined ? account : `${account}~${at}`,
    ]),
  );
  if (story !== undefined) query.set('story', String(story));
  if (line !== undefined) query.set('line', line);
  return query.size === 0 ? '/' : `/?${query}`;
}

/** The same page with this person alone. */
export function alone({ line, ...state }: PageState, account: string): PageState {
  return { ...state, shown: [state.shown.find((one) => one.account === account) ?? { account }] };
}

/** The same page with this person as the last of up to three. */
export function beside({ line, ...state }: PageState, account: string): PageState {
  return { ...state, shown: [...state.shown.slice(0, most - 1), { account }] };
}

/** The same page without this person. */
export function without({ line, ...state }: PageState, account: string): PageState {
  return { ...state, shown: state.shown.filter((one) => one.account !== account) };
}

/** The same page with this person first: the one a narrow screen shows. */
export function first({ line, ...state }: PageState, account: string): PageState {
  const [mine, others] = [true, false].map((is) =>
    state.shown.filter((one) => (one.account === account) === is),
  );
  return { ...state, shown: [...(mine ?? []), ...(others ?? [])] };
}

/** The same page with this person looking at that conversation. */
export function lookingAt({ line, ...state }: PageState, account: string, at: string): PageState {
  return { ...state, shown: state.shown.map((one) => (one.account === account ? { account, at } : one)) };
}

/** The page a step of the story leads to; `number` counts from 1. */
export function atStep(step: StoryStep, number: number): PageState {
  const { account, at, line } = step;
  return {
    shown: [
      { account, ...(at !== undefined && { at }) },
      ...(step.beside === undefined ? [] : [{ account: step.beside }]),
    ],
    story: number,
    ...(line !== undefined && { line }),
  };
}
