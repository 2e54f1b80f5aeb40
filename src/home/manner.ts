import { and, eq } from 'drizzle-orm';
import type { Address, PlatformName } from '#chat/index.ts';
import { button, buttons, closestLanguage } from '#chat/index.ts';
import { type Delivery, type Kind, type Manner, unaskedSince, type Way } from '#delivery/index.ts';
import { type Account, type Act, accountsOf, channelsOf, type Person, tables } from '#directory/index.ts';
import { endOfQuiet, isQuiet } from '#time/index.ts';
import { putInBundle } from './bundle.ts';
import { homeButtons } from './buttons.ts';
import { mannerOf } from './less.ts';
import { words } from './words.ts';

/** Unasked direct messages: at most one a day and three a week. */
const aDay = 1;
const aWeek = 3;

/**
 * How one effect goes out, decided when its turn comes: not to who left, not what they muted, not at night, not more than
 * the limits; and by the account and in the way they chose to be reached.
 */
export const manner: Manner = async (act, row, kind) => {
  if (row.personId === null) return await toChannel(act, row);
  const [person] = await act.tx
    .select()
    .from(tables.person)
    .where(and(eq(tables.person.id, row.personId), eq(tables.person.coalitionId, row.coalitionId)));
  if (!person || person.leftAt !== null) return { kind: 'refuse', code: 'left' };
  const wait = await holdBack(act, row, kind, person);
  if (wait) return wait;
  const found = await addressOf(act, person);
  if (typeof found === 'string') return { kind: 'refuse', code: found };
  const say = words[closestLanguage(person.language)];
  const footer = buttons(
    button(homeButtons.why, say.whyButton, row.id),
    button(homeButtons.less, say.lessButton, row.id),
  );
  return { kind: 'go', ...found, footer };
};

async function holdBack(act: Act, row: Delivery, kind: Kind, person: Person): Promise<Way | undefined> {
  const how = await mannerOf(act, person, kind);
  if (how === 'never') return { kind: 'refuse', code: 'muted' };
  if (kind.unasked && person.snoozedUntil && Temporal.Instant.compare(person.snoozedUntil, act.now) > 0) {
    return { kind: 'hold', until: person.snoozedUntil, why: 'snoozed' };
  }
  if (how === 'bundle' || (kind.unasked && (await overLimit(act, row)))) {
    await putInBundle(act, person);
    return { kind: 'bundle' };
  }
  if (kind.quiet === 'wait' && isQuiet(act.now, person.zone)) {
    return { kind: 'hold', until: endOfQuiet(act.now, person.zone), why: 'quiet' };
  }
  return undefined;
}

async function overLimit(act: Act, row: Delivery): Promise<boolean> {
  if (row.personId === null) return false;
  const week = await unaskedSince(act.tx, row.personId, act.now.subtract({ hours: 7 * 24 }));
  const day = act.now.subtract({ hours: 24 });
  return week.length >= aWeek || week.filter((at) => Temporal.Instant.compare(at, day) > 0).length >= aDay;
}

/** The address of a person, or why there is none: nobody on Discord is written to who did not say how they want to be reached. */
async function addressOf(
  act: Act,
  person: Person,
): Promise<{ platform: PlatformName; address: Address } | string> {
  const [said] = await act.tx
    .select()
    .from(tables.consent)
    .where(
      and(
        eq(tables.consent.personId, person.id),
        eq(tables.consent.coalitionId, person.coalitionId),
        eq(tables.consent.kind, 'reach'),
      ),
    );
  const accounts = await accountsOf(act.tx, person.id);
  const open = accounts.filter((account) => account.platform !== 'discord' || said !== undefined);
  if (accounts.length === 0) return 'no account';
  if (open.length === 0) return 'not asked';
  const threaded = open.filter(
    (account) => account.platform === 'discord' && (said?.answer === 'thread' || isClosed(account, act.now)),
  );
  const direct = open.filter((account) => !threaded.includes(account) && !isClosed(account, act.now));
  const order =
    said?.answer === 'thread' ? [...threaded, ...direct] : [...direct.toSorted(knownFirst), ...threaded];
  for (const account of order) {
    const address = await reach(act, account, threaded.includes(account));
    if (address) return { platform: account.platform, address };
  }
  return 'closed';
}

/** For a week after the platform said so: people open their direct messages again without telling anybody. */
function isClosed(account: Account, now: Temporal.Instant): boolean {
  return (
    account.closedAt !== null && Temporal.Instant.compare(account.closedAt.add({ hours: 7 * 24 }), now) > 0
  );
}

function knownFirst(a: Account, b: Account): number {
  return Number(b.direct !== null) - Number(a.direct !== null);
}

async function reach(act: Act, account: Account, threaded: boolean): Promise<Address | undefined> {
  const [space] = await act.tx.select().from(tables.space).where(eq(tables.space.id, account.spaceId));
  if (!space || space.goneAt !== null) return undefined;
  const to = { kind: 'person', tenant: space.tenant, account: account.external } as const;
  if (!threaded)
    return { ...to, reach: 'direct', ...(account.direct !== null && { conversation: account.direct }) };
  const under = (await channelsOf(act.tx, space.id)).introductions?.channel;
  if (under === undefined) return undefined;
  return { ...to, reach: 'thread', under, ...(account.thread !== null && { conversation: account.thread }) };
}

async function toChannel(act: Act, row: Delivery): Promise<Way> {
  if (row.spaceId === null) return { kind: 'refuse', code: 'no space' };
  const [space] = await act.tx.select().from(tables.space).where(eq(tables.space.id, row.spaceId));
  if (!space || space.goneAt !== null) return { kind: 'refuse', code: 'space gone' };
  const address: Address = { kind: 'channel', tenant: space.tenant, channel: row.channel ?? '' };
  return { kind: 'go', platform: space.platform, address };
}
