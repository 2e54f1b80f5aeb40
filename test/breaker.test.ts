import { eq, sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { cast } from '#cast/index.ts';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { type House, openHouse, type Replica } from './support/house.ts';

vi.setConfig({ testTimeout: 60_000 });

/** The cast's operators; both have an account on either platform. */
const operators = ['jonas', 'priya'];
const called = (who: string) => cast.people.find(({ account }) => account === who)?.name;

/** Weft on both platforms, with people of one space to be written to. */
async function open() {
  const house = await openHouse();
  const weft = await house.open();
  // Channels were looked at already: a space that turns Weft away says nothing about them.
  await house.db.update(tables.spaceChannel).set({ checkedAt: house.clock.now().add({ hours: 24 * 365 }) });
  return { house, weft, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

/** Makes two messages for people of one space; they go out when the replica settles. Done on Discord, which lets forms open. */
async function offer({ hands }: House, one: string, two: string): Promise<void> {
  await hands.discord.type('ana', 'delta', `intro make one:"${called(one)}" two:"${called(two)}"`);
  await hands.discord.fill('ana', 'delta', {});
}

const told = async ({ db }: House) =>
  await db
    .select({ who: tables.person.name, state: delivery.state, platform: delivery.platform })
    .from(delivery)
    .innerJoin(tables.person, eq(tables.person.id, delivery.personId))
    .where(eq(delivery.kind, 'status.broken'))
    .orderBy(tables.person.name);

/** The pause after a breaker is over, by the database's clock. */
const pauseIsOver = async ({ db }: House) =>
  void (await db.execute(sql`update pace set free_at = clock_timestamp()`));

/** Slack takes the token again. */
const letIn = ({ slack }: House) => void delete slack.team.tokenError;

/** What each operator reads, wherever they are written to. */
async function read({ hands }: House): Promise<readonly string[]> {
  const all: string[] = [];
  for (const who of operators)
    for (const [platform, space] of [
      [hands.slack, 'clearwater'],
      [hands.discord, 'delta'],
    ] as const)
      all.push(
        ...(await platform.sees(who, space))
          .filter(({ where, text }) => where === 'direct' && text.includes('turned Weft away'))
          .map(({ text }) => text),
      );
  return all;
}

/** The pause is over; one message goes ahead, and as it arrives the others follow ten seconds later. */
async function probed(house: House, weft: Replica): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await pauseIsOver(house);
    await weft.settle();
  }
}

/** `status show` as an operator reads it there. */
async function status({ hands }: House, weft: Replica, on: 'slack' | 'discord'): Promise<string> {
  const space = on === 'slack' ? 'clearwater' : 'delta';
  await hands[on].type('jonas', space, 'status show');
  await weft.settle();
  return (await hands[on].sees('jonas', space)).filter(({ where }) => where === 'private').at(-1)?.text ?? '';
}

const kinds = ['slack', 'discord'] as const;
const broken = {
  slack: {
    title: 'a token that Slack has revoked',
    code: 'token_revoked',
    people: ['ben', 'cara', 'elena', 'leo'],
    advice: 'install it again',
  },
  discord: {
    title: 'Discord’s “opening direct messages too fast”',
    code: '40003',
    people: ['omar', 'grace', 'noor', 'hugo'],
    advice: 'There is nothing to do',
  },
} as const;

for (const platform of kinds) {
  const { title, code, people, advice } = broken[platform];
  test(`${title} is told to operators once, with what to do, and shown on both platforms`, async () => {
    await using on = await open();
    const { house, weft } = on;
    const [one, two, three, four] = people;
    const breaks = () =>
      platform === 'slack'
        ? house.slack.revoke(code)
        : house.discord.fail('POST /users/@me/channels', { status: 403, code: 40003 }, 50);
    breaks();
    await offer(house, one, two);
    await offer(house, three, four);
    await weft.settle();

    const rows = await told(house);
    expect(rows.map(({ who }) => who)).toEqual(operators.map(called).sort());
    // Both have an account in the other space, so that it comes there, and at once.
    const other = platform === 'slack' ? 'discord' : 'slack';
    expect(rows.map((row) => [row.state, row.platform])).toEqual(operators.map(() => ['sent', other]));
    const spaces = {
      slack: house.hands.slack.tenant('clearwater'),
      // The bot's, in every space.
      discord: '',
    };
    const { text } = await weft.metrics.scrape();
    expect(text).toContain(
      `weft_breaker_open{platform="${platform}",tenant="${spaces[platform]}",code="${code}"} 1`,
    );
    for (const where of kinds) {
      const shown = await status(house, weft, where);
      expect(shown, where).toContain(`“${code}”`);
      expect(shown, where).toContain(advice);
    }

    // It turns Weft away again when the pause is over, for another row: that is no news today.
    await pauseIsOver(house);
    await weft.settle();
    expect(await told(house)).toHaveLength(operators.length);
    // The next day it is.
    house.clock.advance({ hours: 24 });
    await pauseIsOver(house);
    await offer(house, 'rosa', 'kim');
    await weft.settle();

    // Once the platform lets Weft in again, everything that waited arrives, the news among it.
    if (platform === 'slack') letIn(house);
    else house.discord.clearFaults();
    await probed(house, weft);
    const messages = await read(house);
    expect(messages.length).toBeGreaterThanOrEqual(operators.length);
    for (const words of messages) {
      expect(words).toContain(`“${code}”`);
      expect(words).toContain(advice);
    }
  });
}

test('who is no operator any more when the turn comes is not told', async () => {
  await using on = await open();
  const { house, weft } = on;
  await offer(house, 'ben', 'cara');
  // Nobody has another way: what they are told waits for the space that it is about.
  const { account } = tables;
  await house.db.update(account).set({ goneAt: house.clock.now() }).where(eq(account.platform, 'discord'));
  house.slack.revoke('account_inactive');
  await weft.settle();
  expect((await told(house)).map(({ state }) => state)).toEqual(['due', 'due']);
  const priya = house.seeded.people.get('priya') ?? '';
  await house.db.delete(tables.role).where(sql`person_id = ${priya} and role = 'operator'`);
  letIn(house);
  await probed(house, weft);
  expect((await told(house)).map(({ who, state }) => [who, state]).sort()).toEqual(
    [
      [called('jonas'), 'sent'],
      [called('priya'), 'cancelled'],
    ].sort(),
  );
});
