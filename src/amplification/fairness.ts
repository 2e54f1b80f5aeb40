import { limits } from './limits.ts';

/** An open request, as far as fairness looks at it. Its id decides nothing. */
export interface Candidate {
  readonly id: string;
  readonly requesterId: string | null;
  readonly tactic: string;
  /** whose support it counts as, and how many people that organisation has */
  readonly organisation: string;
  readonly size: number;
  /** how many people were asked for that organisation, and how often its people shared for others, in twelve weeks */
  readonly received: number;
  readonly given: number;
  /** it is small or new */
  readonly kept: boolean;
  readonly urgent: boolean;
  readonly openedAt: Temporal.Instant;
  /** each with how many people it came first for so far */
  readonly framings: readonly { readonly language: string; readonly asked: number }[];
  /** settles what else is equal: drawn anew in each round */
  readonly draw: number;
}

/** Somebody who consented and can be reached. */
export interface Eligible {
  readonly id: string;
  readonly languages: readonly string[];
  /** when they were asked for anything: within the last week, and at all */
  readonly asks: readonly Temporal.Instant[];
  readonly lastAskedAt: Temporal.Instant | undefined;
  readonly muted: readonly string[];
  /** the requests they were asked for */
  readonly askedFor: readonly string[];
  /** the requesters they are not to meet, whoever of the two blocked the other */
  readonly apart: readonly string[];
  readonly draw: number;
}

/** One person is asked for one request, this framing first. */
export interface Turn {
  readonly requestId: string;
  readonly personId: string;
  readonly framing: number;
}

/** What is shared out, among whom, and what was handed out within the last week. */
export interface Round {
  readonly now: Temporal.Instant;
  readonly requests: readonly Candidate[];
  readonly people: readonly Eligible[];
  readonly week: { readonly all: number; readonly kept: number };
}

/**
 * Hands out one turn after the other, one to each person, until nobody who is free may be asked for any of at most fifty
 * requests: those that come first. Each goes to a small or new organisation while these have less than their quarter of the week; else to a request that
 * nobody was asked for in a day, the oldest first; else by `order`. Pauses after each: among many thousand people this
 * takes seconds.
 */
export function* shareOut({ now, requests, people, week }: Round): Generator<void, readonly Turn[]> {
  const turns: Turn[] = [];
  const handed = new Map<string, number>();
  const taken = new Set<Eligible>();
  const free = longestAgoFirst(people.filter((one) => isFree(one, now)));
  const lines = yield* fairest(requests, free, now);
  const inOrder = byNeed((organisation) => handed.get(organisation) ?? 0);
  let { all, kept } = week;
  for (let open = lines; ; ) {
    for (const line of open) moveOn(line, taken);
    open = open.filter(({ waiting, at }) => at < waiting.length);
    const theirs = open.filter(({ request }) => request.kept);
    const among = theirs.length > 0 && kept * limits.keptOneIn < all + 1 ? theirs : open;
    const overdue = among.filter((line) => line.overdue);
    const next =
      firstBy(overdue, (a, b) => longestWaiting(a.request, b.request)) ??
      firstBy(among, (a, b) => inOrder(a.request, b.request));
    const person = next?.waiting[next.at];
    if (!next || !person) return turns;
    const { request, asked } = next;
    const framing = framingFor(request, asked, person);
    turns.push({ requestId: request.id, personId: person.id, framing });
    asked[framing] = (asked[framing] ?? 0) + 1;
    next.overdue = false;
    taken.add(person);
    handed.set(request.organisation, (handed.get(request.organisation) ?? 0) + 1);
    all += 1;
    kept += Number(request.kept);
    yield;
  }
}

/**
 * Requests in fair order: whose organisation received least for its size, then urgent ones, then whose organisation gave
 * most for its size, then who waits longest, then as drawn.
 */
export function order<R extends Candidate>(requests: readonly R[]): readonly R[] {
  return requests.toSorted(byNeed(() => 0));
}

/** Whether somebody may be asked for anything now: once a day, and twice a week. */
export function isFree({ asks }: Eligible, now: Temporal.Instant): boolean {
  const since = (days: number) =>
    asks.filter((at) => at.epochMilliseconds > now.epochMilliseconds - days * 86_400_000).length;
  return asks.length === 0 || (since(1) < limits.aDay && since(7) < limits.aWeek);
}

/** Whether somebody may be asked for this at all: not their own, not muted, not apart from the requester, not again. */
export function mayBeAsked(one: Eligible, { id, requesterId, tactic }: Candidate): boolean {
  return (
    one.id !== requesterId &&
    !one.muted.includes(tactic) &&
    !one.askedFor.includes(id) &&
    !(requesterId !== null && one.apart.includes(requesterId))
  );
}

interface InLanguages {
  readonly framings: readonly { readonly language: string }[];
}

/** Whether somebody speaks the language of a framing. */
export function speaks(one: Pick<Eligible, 'languages'>, request: InLanguages): boolean {
  return request.framings.some(({ language }) => one.languages.includes(language));
}

/** Which framing comes first for somebody: of those in their languages, else of all, the one fewest have seen first. */
export function framingFor(
  { framings }: InLanguages,
  asked: readonly number[],
  { languages }: Pick<Eligible, 'languages'>,
): number {
  const all = framings.map((_, at) => at);
  const own = all.filter((at) => languages.includes(framings[at]?.language ?? ''));
  const among = own.length > 0 ? own : all;
  return among.reduce((a, b) => ((asked[b] ?? 0) < (asked[a] ?? 0) ? b : a), among[0] ?? 0);
}

/** Compared as whole numbers, so that a third of nine is no less than a third of three. */
const byNeed = (handed: (organisation: string) => number) => (a: Candidate, b: Candidate) => {
  const received = (one: Candidate) => one.received + handed(one.organisation);
  return (
    received(a) * b.size - received(b) * a.size ||
    Number(b.urgent) - Number(a.urgent) ||
    b.given * a.size - a.given * b.size ||
    longestWaiting(a, b)
  );
};

function longestWaiting(a: Candidate, b: Candidate): number {
  return a.openedAt.epochMilliseconds - b.openedAt.epochMilliseconds || a.draw - b.draw;
}

function longestAgoFirst(people: readonly Eligible[]): readonly Eligible[] {
  return people
    .map((one) => ({ one, at: one.lastAskedAt?.epochMilliseconds ?? 0 }))
    .sort((a, b) => a.at - b.at || a.one.draw - b.one.draw)
    .map(({ one }) => one);
}

/** Who may be asked for one request, in order, and how far that is. */
interface Line {
  readonly request: Candidate;
  readonly waiting: readonly Eligible[];
  at: number;
  /** how many saw each framing first */
  readonly asked: number[];
  /** nobody was asked for it in a day */
  overdue: boolean;
}

/**
 * The lines of a round, at most `inARound` of them, each with somebody in it: those that nobody was asked for in a day,
 * the oldest first, then by `order`; a quarter of them of small and new organisations, while there are any.
 */
function* fairest(
  requests: readonly Candidate[],
  free: readonly Eligible[],
  now: Temporal.Instant,
): Generator<void, readonly Line[]> {
  const late = requests.filter((one) => isOverdue(one, now)).toSorted(longestWaiting);
  const all = [...late, ...order(requests.filter((one) => !isOverdue(one, now)))];
  const lines: Line[] = [];
  const tried = new Set<Candidate>();
  const keptOf = Math.ceil(limits.inARound / limits.keptOneIn);
  for (const [among, most] of [
    [all.filter(({ kept }) => kept), keptOf],
    [all, limits.inARound],
  ] as const)
    for (const request of among) {
      if (lines.length >= most) break;
      if (tried.has(request)) continue;
      yield;
      tried.add(request);
      const line = lineFor(request, free, now);
      if (line.waiting.length > 0) lines.push(line);
    }
  return lines;
}

function lineFor(request: Candidate, free: readonly Eligible[], now: Temporal.Instant): Line {
  const might = free.filter((one) => mayBeAsked(one, request));
  return {
    request,
    waiting: [
      ...might.filter((one) => speaks(one, request)),
      ...might.filter((one) => !speaks(one, request)),
    ],
    at: 0,
    asked: request.framings.map(({ asked }) => asked),
    overdue: isOverdue(request, now),
  };
}

/** Open for a day, and nobody was asked for it. */
function isOverdue({ framings, openedAt }: Candidate, now: Temporal.Instant): boolean {
  const waited = now.epochMilliseconds - openedAt.epochMilliseconds;
  return framings.every(({ asked }) => asked === 0) && waited >= limits.unheardHours * 3_600_000;
}

function moveOn(line: Line, taken: ReadonlySet<Eligible>): void {
  for (;;) {
    const head = line.waiting[line.at];
    if (head === undefined || !taken.has(head)) return;
    line.at += 1;
  }
}

function firstBy<T>(list: readonly T[], compare: (a: T, b: T) => number): T | undefined {
  let first = list[0];
  for (const one of list) if (first !== undefined && compare(one, first) < 0) first = one;
  return first;
}
