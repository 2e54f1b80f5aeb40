import { expect, test, vi } from 'vitest';
import { tellAll } from './model.ts';
import { playCast } from './replica-cast.ts';
import { startHere } from './replica-here.ts';
import { balance } from './replica-ledger.ts';
import { letters, writeLetters } from './replica-letters.ts';
import { startFaultyServer } from './server.ts';
import { share } from './share.ts';

vi.setConfig({ testTimeout: 600_000 });

const runs = share(8, 16);

/** 1,000 of them by hand: `npm run test:faults -- model`. */
test(`each of ${runs} histories ends in the same state however often, in which order and where its events are delivered`, async () => {
  const told = await tellAll({ runs, seed: 5 });
  expect(told.histories).toBe(runs);
  expect(Math.min(told.repeats, told.together, told.resumed)).toBeGreaterThan(3);
});

test('an inbox without keys is caught, and so are events without their time', async () => {
  const differsIn = (table: string) => ({
    cause: { message: expect.stringMatching(new RegExp(`^in order .*^${table}$`, 'ms')) },
  });
  const keyless = tellAll({ runs: 20, seed: 1, acts: ['linksCode', 'opensHome'], keyless: true });
  await expect(keyless).rejects.toMatchObject(differsIn('code'));
  const timeless = tellAll({ runs: 40, seed: 1, acts: ['goes', 'linksCode'], timeless: true });
  await expect(timeless).rejects.toMatchObject(differsIn('account'));
});

test('Weft that was added to a workspace again is not taken for removed by an event that comes late', async () => {
  await using server = await startFaultyServer();
  await using played = await playCast(server.url);
  await using here = await startHere({ env: played.slackEnv, features: [letters] });
  played.slack.eventsUrl = `${here.address}/slack/events`;
  for (const type of ['app_uninstalled', 'tokens_revoked']) {
    const ack = await played.slack.event({ type, tokens: { oauth: [], bot: [played.slack.team.botUserId] } });
    expect(ack.acknowledged).toBe(true);
  }
  const ben = played.onSlack.find(({ account }) => account === 'ben');
  await writeLetters(here.store, { coalitionId: played.seeded.coalitionId, people: [ben?.id ?? ''] });
  await played.slack.until(() => ben !== undefined && played.slack.dm(ben.as).length > 0);
  expect((await balance(server, played)).messages).toBe(1);
});
