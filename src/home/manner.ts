import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { type Block, button, buttons, closestLanguage, type PlatformName } from '#chat/index.ts';
import {
  brokenSpaces,
  type Delivery,
  type Manner,
  type Turn,
  unaskedSince,
  type Way,
} from '#delivery/index.ts';
import { type Account, type Act, channelsOf, type Person, type Space, tables } from '#directory/index.ts';
import { endOfQuiet, isQuiet } from '#time/index.ts';
import { putInBundle } from './bundle.ts';
import { homeButtons } from './buttons.ts';
import { mannersOf } from './less.ts';
import { words } from './words.ts';

/** Unasked direct messages: at most one a day and three a week. */
const aDay = 1;
const aWeek = 3;

/** Kinds that reach somebody who is suspended: why, and what is kept of them. */
const reachesSuspended = /^(safety|privacy)\./;

/** What is known of everybody and every place that some rows are for, asked for once for all of them. */
interface Known {
  readonly people: ReadonlyMap<string, Person>;
  readonly manners: Awaited<ReturnType<typeof mannersOf>>;
  readonly unasked: ReadonlyMap<string, readonly Temporal.Instant[]>;
  readonly reach: ReadonlyMap<string, string>;
  /** newest first */
  readonly accounts: ReadonlyMap<string, readonly Account[]>;
  readonly spaces: ReadonlyMap<string, Space>;
  /** spaces that turn Weft away just now, by platform and tenant */
  readonly broken: ReadonlySet<string>;
}

/**
 * How effects go out, decided when their turn comes: not to who left, not what they muted, not at night, not more than
 * the limits; and by the account and in the way they chose to be reached.
 */
export const manner: Manner = async (act, turns) => {
  const known = await look(act, turns);
  const ways: Way[] = [];
  for (const turn of turns) {
    ways.push(
      turn.row.personId === null ? toChannel(act, turn.row, known) : await toPerson(act, turn, known),
    );
  }
  return ways;
};

async function look(act: Act, turns: readonly Turn[]): Promise<Known> {
  const ids = [...new Set(turns.flatMap(({ row }) => row.personId ?? []))];
  const counted = turns.flatMap(({ row, kind }) => (kind.unasked ? (row.personId ?? []) : []));
  const people = await peopleAmong(act, ids);
  const accounts = await accountsAmong(act, ids);
  const spaces = await spacesAmong(
    act,
    turns.flatMap(({ row }) => row.spaceId ?? []),
  );
  return {
    people: new Map(people.map((one) => [one.person.id, one.person])),
    manners: await mannersOf(act, ids),
    unasked: await unaskedSince(act.tx, counted, act.now.subtract({ hours: 7 * 24 })),
    reach: new Map(people.flatMap(({ person, said }) => (said === null ? [] : [[person.id, said]]))),
    accounts: Map.groupBy(
      accounts.map((one) => one.account),
      (one) => one.personId,
    ),
    spaces: new Map([...accounts.map((one) => one.space), ...spaces].map((one) => [one.id, one])),
    broken: await brokenAmong(act, accounts.length > people.length),
  };
}

/** Spaces that turn Weft away just now; nobody asks where nobody has another way. */
async function brokenAmong({ tx }: Act, haveOthers: boolean): Promise<ReadonlySet<string>> {
  const broken = haveOthers ? await brokenSpaces(tx) : [];
  return new Set(broken.map(({ platform, tenant }) => `${platform} ${tenant}`));
}

/** People, each with how they said they want to be reached. */
async function peopleAmong({ tx }: Act, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const { consent, person } = tables;
  return await tx
    .select({ person, said: consent.answer })
    .from(person)
    .leftJoin(consent, and(eq(consent.personId, person.id), eq(consent.kind, 'reach')))
    .where(inArray(person.id, [...ids]));
}

/** Their accounts that still exist, newest first, each with its space. */
async function accountsAmong({ tx }: Act, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const { account, space } = tables;
  return await tx
    .select({ account, space })
    .from(account)
    .innerJoin(space, eq(space.id, account.spaceId))
    .where(and(inArray(account.personId, [...ids]), isNull(account.goneAt)))
    .orderBy(desc(account.addedAt));
}

async function spacesAmong({ tx }: Act, ids: readonly string[]): Promise<readonly Space[]> {
  if (ids.length === 0) return [];
  const { space } = tables;
  return await tx
    .select()
    .from(space)
    .where(inArray(space.id, [...ids]));
}

async function toPerson(act: Act, { row, kind }: Turn, known: Known): Promise<Way> {
  const person = known.people.get(row.personId ?? '');
  if (!person || person.coalitionId !== row.coalitionId || person.leftAt !== null)
    return { kind: 'refuse', code: 'left' };
  if (person.suspendedAt !== null && !reachesSuspended.test(kind.name))
    return { kind: 'refuse', code: 'suspended' };
  const wait = await holdBack(act, { row, kind }, person, known);
  if (wait) return wait;
  const way = await wayTo(act, person, known, kind.notOn);
  return way.kind === 'go' ? { ...way, footer: footerOf({ row, kind }, person) } : way;
}

function footerOf({ row, kind }: Turn, person: Person): Block {
  const say = words[closestLanguage(person.language)];
  const why = button(homeButtons.why, say.whyButton, row.id);
  // Of what one asks for there is no less.
  return kind.asked ? buttons(why) : buttons(why, button(homeButtons.less, say.lessButton, row.id));
}

async function holdBack(
  act: Act,
  { row, kind }: Turn,
  person: Person,
  known: Known,
): Promise<Way | undefined> {
  if (kind.asked) return undefined;
  const how = known.manners(person.id, kind);
  if (how === 'never') return { kind: 'refuse', code: 'muted' };
  if (kind.unasked && person.snoozedUntil && Temporal.Instant.compare(person.snoozedUntil, act.now) > 0) {
    return { kind: 'hold', until: person.snoozedUntil, why: 'snoozed' };
  }
  if (how === 'bundle' || (kind.unasked && isOverLimit(act, row, known))) {
    await putInBundle(act, person);
    return { kind: 'bundle' };
  }
  if (kind.quiet === 'wait' && isQuiet(act.now, person.zone)) {
    return { kind: 'hold', until: endOfQuiet(act.now, person.zone), why: 'quiet' };
  }
  return undefined;
}

function isOverLimit(act: Act, row: Delivery, known: Known): boolean {
  const week = known.unasked.get(row.personId ?? '') ?? [];
  const day = act.now.subtract({ hours: 24 });
  return week.length >= aWeek || week.filter((at) => Temporal.Instant.compare(at, day) > 0).length >= aDay;
}

/** By which account: nobody on Discord is written to who did not say how they want to be reached. */
async function wayTo(act: Act, person: Person, known: Known, notOn: PlatformName | undefined): Promise<Way> {
  const said = known.reach.get(person.id);
  const accounts = (known.accounts.get(person.id) ?? []).filter(
    (one) => one.coalitionId === person.coalitionId && one.platform !== notOn,
  );
  const open = accounts.filter((account) => account.platform !== 'discord' || said !== undefined);
  if (accounts.length === 0) return { kind: 'refuse', code: 'no account' };
  if (open.length === 0) return { kind: 'refuse', code: 'not asked' };
  const somewhere = open.filter((one) => !isLeft(act, known.spaces.get(one.spaceId)));
  if (somewhere.length === 0) return { kind: 'refuse', code: 'space gone' };
  const threaded = somewhere.filter(
    (account) => account.platform === 'discord' && (said === 'thread' || isClosed(account, act.now)),
  );
  const direct = somewhere.filter((account) => !threaded.includes(account) && !isClosed(account, act.now));
  const order = said === 'thread' ? [...threaded, ...direct] : [...direct.toSorted(knownFirst), ...threaded];
  let waits: Way | undefined;
  for (const account of order) {
    const way = await reach(act, account, threaded.includes(account), known);
    // Whoever has another way need not wait for a space that turns Weft away.
    const isBroken = way?.kind === 'go' && isBrokenFor(known.broken, way.platform, way.address.tenant);
    if (way && !isBroken) return way;
    waits ??= way;
  }
  return waits ?? { kind: 'refuse', code: 'closed' };
}

/** Weft was taken out of it, or it has begun to leave: what is late by weeks is no use to anybody, and does not wait. */
const isLeft = ({ now }: Act, space: Space | undefined): boolean =>
  space !== undefined &&
  (space.goneAt !== null ||
    (space.leavingAt !== null && Temporal.Instant.compare(space.leavingAt, now) <= 0));

const isBrokenFor = (broken: ReadonlySet<string>, platform: string, tenant: string): boolean =>
  broken.has(`${platform} ${tenant}`) || broken.has(`${platform} `);

/** For a week after the platform said so: people open their direct messages again without telling anybody. */
function isClosed(account: Account, now: Temporal.Instant): boolean {
  return (
    account.closedAt !== null && Temporal.Instant.compare(account.closedAt.add({ hours: 7 * 24 }), now) > 0
  );
}

function knownFirst(a: Account, b: Account): number {
  return Number(b.direct !== null) - Number(a.direct !== null);
}

async function reach(act: Act, account: Account, threaded: boolean, known: Known): Promise<Way | undefined> {
  const space = known.spaces.get(account.spaceId);
  if (!space) return undefined;
  const to = { kind: 'person', tenant: space.tenant, account: account.external } as const;
  const go = { kind: 'go', platform: account.platform } as const;
  if (!threaded) {
    const conversation = account.direct !== null && { conversation: account.direct };
    return { ...go, address: { ...to, reach: 'direct', ...conversation } };
  }
  const under = (await channelsOf(act.tx, space.id)).introductions?.channel;
  if (under === undefined) return undefined;
  const conversation = account.thread !== null && { conversation: account.thread };
  return { ...go, address: { ...to, reach: 'thread', under, ...conversation } };
}

function toChannel(act: Act, row: Delivery, known: Known): Way {
  if (row.spaceId === null) return { kind: 'refuse', code: 'no space' };
  const space = known.spaces.get(row.spaceId);
  if (!space || isLeft(act, space)) return { kind: 'refuse', code: 'space gone' };
  const address = { kind: 'channel', tenant: space.tenant, channel: row.channel ?? '' } as const;
  return { kind: 'go', platform: space.platform, address };
}
