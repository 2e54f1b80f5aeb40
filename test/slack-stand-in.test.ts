import type { App, types } from '@slack/bolt';
import { type UsersListResponse, WebAPIPlatformError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { inSocketMode, overHttp } from './support/slack/bolt.ts';
import { buttons, readable, type SlackPerson, type SlackStandIn, startSlack } from './support/slack/index.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const section = (text: string) => ({
  type: 'section' as const,
  text: { type: 'mrkdwn' as const, text },
});
const pressable = (label: string, action: string) => ({
  type: 'actions' as const,
  elements: [{ type: 'button' as const, text: plain(label), action_id: action, value: '7' }],
});
const quietly = { unfurl_links: false as const, unfurl_media: false as const };

const form = {
  type: 'modal' as const,
  callback_id: 'join',
  private_metadata: 'row 7',
  title: plain('Join'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'name',
      label: plain('Your name'),
      element: { type: 'plain_text_input' as const, action_id: 'value', max_length: 40 },
    },
    {
      type: 'input' as const,
      block_id: 'mood',
      label: plain('How is it'),
      optional: true,
      element: {
        type: 'radio_buttons' as const,
        action_id: 'value',
        options: [
          { text: plain('Good'), value: 'good' },
          { text: plain('Bad'), value: 'bad' },
        ],
      },
    },
    {
      type: 'input' as const,
      block_id: 'org',
      label: plain('Organisation'),
      optional: true,
      element: { type: 'external_select' as const, action_id: 'lookup', min_query_length: 0 },
    },
  ],
};

/** The same small app for both ways of listening. */
function joining(app: App): void {
  app.command('/weft', async ({ ack, body, client, respond }) => {
    await ack();
    if (body.text === 'join') await client.views.open({ trigger_id: body.trigger_id, view: form });
    else
      await respond({ text: `You said ${body.text}`, blocks: [section('Heard'), pressable('Undo', 'undo')] });
  });
  app.options('lookup', async ({ ack, options }) => {
    await ack({ options: [{ text: plain(`${options.value} Union`), value: 'org-1' }] });
  });
  app.view('join', async ({ ack, view, body, client }) => {
    const name = view.state.values.name?.value?.value ?? '';
    if (name.length < 3) {
      await ack({ response_action: 'errors', errors: { name: 'Three letters or more.' } });
      return;
    }
    await ack();
    const mood = view.state.values.mood?.value?.selected_option?.value;
    const org = view.state.values.org?.lookup?.selected_option?.text.text;
    const text = `${name} feels ${mood} at ${org} (${view.private_metadata})`;
    await client.chat.postMessage({ channel: body.user.id, text, ...quietly });
  });
  app.action('undo', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'Undone', replace_original: true });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section('Welcome')] } });
  });
}

for (const mode of ['socket', 'http'] as const) {
  test(`a command, a form with an error and then none, a button and the Home work in ${mode} mode`, async () => {
    await using slack = await startSlack({ mode });
    const ada = slack.addPerson({ name: 'Ada' });
    const channel = slack.addChannel({ name: 'general', members: [ada] });
    await using _app = await (mode === 'socket' ? inSocketMode(slack, joining) : overHttp(slack, joining));

    const join = await slack.command({ person: ada, channel, text: 'join' });
    expect(join).toMatchObject({ acknowledged: true, failure: undefined });
    await slack.until(() => slack.view(ada) !== undefined);

    const entries = { 'Your name': 'Al', mood: 'Good', org: 'Tenants' };
    await expect(slack.submit({ person: ada, values: { mood: 'Good' } })).rejects.toThrow('Your name');
    const short = await slack
      .submit({ person: ada, values: { ...entries, org: 'Tenants Union' } })
      .catch(String);
    expect(short).toContain("'Tenants Union' is not offered");
    const [offered] = await slack.suggest({
      person: ada,
      where: form0(slack, ada),
      blockId: 'org',
      value: 'Tenants',
    });
    expect(offered).toMatchObject({ value: 'org-1' });
    const refused = await slack.submit({ person: ada, values: { ...entries, org: 'Tenants Union' } });
    expect(refused.errors).toEqual({ name: 'Three letters or more.' });
    expect(refused.view?.callbackId).toBe('join');
    const accepted = await slack.submit({ person: ada, values: { name: 'Ada L' } });
    expect(accepted).toMatchObject({ acknowledged: true, errors: {}, view: undefined });
    await slack.until(() => slack.dm(ada).length === 1);
    expect(slack.dm(ada)[0]?.text).toBe('Ada L feels good at Tenants Union (row 7)');

    await slack.command({ person: ada, channel, text: 'hello' });
    await slack.until(() => slack.ephemerals(ada).length === 1);
    const [heard] = slack.ephemerals(ada);
    if (!heard) throw new Error('nothing heard');
    expect(buttons(heard)).toEqual(['Undo']);
    await slack.press({ person: ada, where: heard, label: 'Undo' });
    await slack.until(() => heard.text === 'Undone');
    expect(heard.blocks).toEqual([]);

    await slack.openHome(ada);
    await slack.until(() => slack.home(ada) !== undefined);
    expect(readable(slack.home(ada) ?? { blocks: [] })).toBe('Welcome');
    expect(slack.violations).toEqual([]);
    expect(slack.pings).toEqual([]);
  });

  test(`an event can be delivered again as it was in ${mode} mode`, async () => {
    await using slack = await startSlack({ mode });
    const ada = slack.addPerson({ name: 'Ada' });
    const seen: string[] = [];
    const listen = (app: App) => {
      app.message(async ({ body, context, message }) => {
        seen.push(`${body.event_id} ${context.retryNum ?? 0} ${message.channel_type}`);
      });
    };
    await using _app = await (mode === 'socket' ? inSocketMode(slack, listen) : overHttp(slack, listen));
    const first = await slack.say({ person: ada, text: 'hello' });
    const again = await slack.redeliver();
    expect([first?.acknowledged, again.acknowledged]).toEqual([true, true]);
    const id = first?.delivery.payload.event_id;
    expect(seen).toEqual([`${id} 0 im`, `${id} 1 im`]);
  });
}

function form0(slack: SlackStandIn, person: Parameters<SlackStandIn['view']>[0]) {
  const view = slack.view(person);
  if (!view) throw new Error('no form is open');
  return view;
}

test('an app that does not acknowledge is seen to time out', async () => {
  await using slack = await startSlack({ ackDeadlineMs: 30 });
  const ada = slack.addPerson({ name: 'Ada' });
  await using _app = await inSocketMode(slack);
  expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({
    acknowledged: false,
    failure: 'operation_timeout',
  });
});

test('a request with a wrong signature or an old timestamp is not acknowledged', async () => {
  await using slack = await startSlack({ mode: 'http' });
  const ada = slack.addPerson({ name: 'Ada' });
  await using _app = await overHttp(slack, joining);
  slack.skewClock(-600);
  expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ failure: 'http_401' });
  slack.skewClock(0);
  expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ acknowledged: true });
});

test('a user id opens the DM, and the same people share one group DM whose buttons can be pressed', async () => {
  await using slack = await startSlack();
  const [ada, bo] = [slack.addPerson({ name: 'Ada' }), slack.addPerson({ name: 'Bo' })];
  const pressed: string[] = [];
  await using bolt = await inSocketMode(slack, (app) => {
    app.action('yes', async ({ ack, body }) => {
      await ack();
      pressed.push(`${body.user.id} ${body.channel?.id}`);
    });
  });
  const { client } = bolt;
  const sent = await client.chat.postMessage({ channel: ada.id, text: 'Hello', ...quietly });
  const opened = await client.conversations.open({ users: ada.id });
  expect(sent.channel).toMatch(/^D/);
  expect(opened.channel?.id).toBe(sent.channel);

  const group = await client.conversations.open({ users: `${ada.id},${bo.id}` });
  const same = await client.conversations.open({ users: `${bo.id},${ada.id}` });
  expect(same.channel?.id).toBe(group.channel?.id);
  const channel = group.channel?.id ?? '';
  await client.chat.postMessage({ channel, text: 'Meet', blocks: [pressable('Yes', 'yes')], ...quietly });
  const [message] = slack.messages(channel);
  if (!message) throw new Error('nothing posted');
  expect(await slack.press({ person: bo, where: message, actionId: 'yes' })).toMatchObject({
    acknowledged: true,
  });
  expect(pressed).toEqual([`${bo.id} ${channel}`]);
  const cy = slack.addPerson({ name: 'Cy' });
  await expect(slack.press({ person: cy, where: message, actionId: 'yes' })).rejects.toThrow('does not see');
  expect(slack.groups(bo).map((one) => one.id)).toEqual([channel]);
  expect(slack.violations).toEqual([]);
});

test('history shows metadata when asked, and chat.update keeps it', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  await using bolt = await inSocketMode(slack);
  const { client } = bolt;
  const metadata = { event_type: 'weft', event_payload: { row: 'r1' } };
  const sent = await client.chat.postMessage({ channel: ada.id, text: 'One', metadata, ...quietly });
  const [channel, ts] = [sent.channel ?? '', sent.ts ?? ''];
  await client.chat.update({ channel, ts, text: 'Two' });
  const plainly = await client.conversations.history({ channel });
  const fully = await client.conversations.history({ channel, include_all_metadata: true, limit: 5 });
  expect(plainly.messages?.[0]?.metadata).toBeUndefined();
  expect(fully.messages?.[0]).toMatchObject({ text: 'Two', metadata });
});

test('a dropped, refreshed or deaf socket is opened again with a fresh address', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  await using bolt = await inSocketMode(slack, (app) => app.command('/weft', async ({ ack }) => ack()), 20);
  for (const interrupt of [slack.dropSocket, slack.refreshSocket, slack.deafenSocket]) {
    const opened = slack.calls.filter((call) => call.method === 'apps.connections.open').length;
    interrupt();
    const opens = () => slack.calls.filter((call) => call.method === 'apps.connections.open').length;
    await slack.until(() => opens() > opened && slack.connectionCount() === 1);
    expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ acknowledged: true });
  }
  await bolt.app.stop();
  await slack.until(() => slack.connectionCount() === 0);
  expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ failure: 'no_connection' });
});

test('what a command is acknowledged with is shown to the person alone', async () => {
  for (const mode of ['socket', 'http'] as const) {
    await using slack = await startSlack({ mode });
    const ada = slack.addPerson({ name: 'Ada' });
    const listen = (app: App) => app.command('/weft', async ({ ack, body }) => ack(body.text));
    await using _app = await (mode === 'socket' ? inSocketMode(slack, listen) : overHttp(slack, listen));
    await slack.command({ person: ada, text: 'Not saved, try again.' });
    await slack.command({ person: ada, text: '' });
    expect(slack.ephemerals(ada).map((one) => one.text)).toEqual(['Not saved, try again.']);
    expect(slack.dm(ada)).toEqual([]);
  }
});

test('a menu in a message and the comings and goings in a channel reach the app', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  const channel = slack.addChannel({ name: 'general' });
  const heard: string[] = [];
  await using bolt = await inSocketMode(slack, (app) => {
    app.event('member_joined_channel', async ({ event }) => void heard.push(`joined ${event.channel}`));
    app.action('s', async ({ ack, action }) => {
      await ack();
      if (action.type === 'static_select') heard.push(action.selected_option.value);
    });
  });
  await slack.join(ada, channel);
  const blocks = [select([choice(1), choice(2)])] as unknown as types.KnownBlock[];
  await bolt.client.chat.postMessage({ channel: channel.id, text: 'x', blocks, ...quietly });
  const [message] = slack.messages(channel);
  if (!message) throw new Error('nothing posted');
  await slack.choose({ person: ada, where: message, actionId: 's', value: 'Option 2' });
  expect(heard).toEqual([`joined ${channel.id}`, '2']);
  await slack.leave(ada, channel);
  await expect(slack.choose({ person: ada, where: message, actionId: 's', value: '1' })).rejects.toThrow(
    'see',
  );
  await bolt.client.chat.delete({ channel: message.channel, ts: message.ts });
  expect(slack.messages(channel)).toEqual([]);
  expect(slack.posted).toHaveLength(1);
  expect(slack.violations).toEqual([]);
});

test('a trigger serves once, and not after it has expired', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  const triggers: string[] = [];
  await using bolt = await inSocketMode(slack, (app) => {
    app.command('/weft', async ({ ack, body }) => {
      await ack();
      triggers.push(body.trigger_id);
    });
  });
  const { client } = bolt;
  const open = () => client.views.open({ trigger_id: triggers.at(-1) ?? '', view: form });
  await slack.command({ person: ada, text: 'a' });
  await open();
  await expect(open()).rejects.toThrow('exchanged_trigger_id');
  await slack.command({ person: ada, text: 'b' });
  slack.expireTriggers();
  const before = slack.violations.length;
  await expect(open()).rejects.toThrow('expired_trigger_id');
  expect(slack.violations.length).toBe(before);
});

test('a Home published against an old hash is refused', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  await using bolt = await inSocketMode(slack);
  const view = { type: 'home' as const, blocks: [section('Hi')] };
  const first = await bolt.client.views.publish({ user_id: ada.id, view });
  await bolt.client.views.publish({ user_id: ada.id, view, hash: String(first.view?.hash) });
  const stale = bolt.client.views.publish({ user_id: ada.id, view, hash: String(first.view?.hash) });
  await expect(stale).rejects.toThrow('hash_conflict');
});

test('a response address serves five times', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  const outcomes: string[] = [];
  await using _bolt = await inSocketMode(slack, (app) => {
    app.command('/weft', async ({ ack, respond }) => {
      await ack();
      for (let n = 1; n <= 6; n += 1) {
        const sent = respond({ text: `Answer ${n}` });
        outcomes.push(
          await sent.then(() => 'ok').catch((error: { statusCode?: number }) => String(error.statusCode)),
        );
      }
    });
  });
  await slack.command({ person: ada, text: 'x' });
  await slack.until(() => slack.violations.includes('response_url: used_url'));
  expect(slack.ephemerals(ada)).toHaveLength(5);
  await expect.poll(() => outcomes).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', '404']);
});

test('workspaces have tokens of their own, and a mixed-up or dead one is noticed', async () => {
  await using slack = await startSlack();
  const other = slack.addTeam({ name: 'Other' });
  const bo = slack.addPerson({ name: 'Bo', team: other });
  await using bolt = await inSocketMode(slack);
  const { client } = bolt;
  const message = { channel: bo.id, text: 'Hi', ...quietly };
  await client.chat.postMessage({ ...message, token: other.botToken });
  expect(slack.dm(bo)).toHaveLength(1);
  await expect(client.chat.postMessage(message)).rejects.toThrow('channel_not_found');
  await expect(client.auth.test({ token: 'xoxb-made-up' })).rejects.toThrow('invalid_auth');
  expect(slack.violations).toEqual(['auth.test: invalid_auth']);
  await client.apiCall('chat.postMessage', { ...message, token: other.botToken, team_id: slack.teamId });
  expect(slack.violations.at(-1)).toContain(`the token of ${other.id} was used for ${slack.teamId}`);
  slack.revoke('token_revoked', other);
  await expect(client.chat.postMessage({ ...message, token: other.botToken })).rejects.toThrow(
    'token_revoked',
  );
});

test('people, channels and workspaces can be looked up in pages', async () => {
  await using slack = await startSlack();
  const people = ['Ada', 'Bo', 'Cy'].map((name) => slack.addPerson({ name, tz: 'Europe/Rome' }));
  const channel = slack.addChannel({ name: 'general', members: people });
  await using bolt = await inSocketMode(slack);
  const { client } = bolt;
  const names: (string | undefined)[] = [];
  for await (const found of client.paginate('users.list', { limit: 2 }) as AsyncIterable<UsersListResponse>) {
    names.push(...(found.members ?? []).map((one) => one.real_name));
  }
  expect(names).toEqual(['Slackbot', 'weft', 'Ada', 'Bo', 'Cy']);
  const ada = await client.users.info({ user: people[0]?.id ?? '', include_locale: true });
  expect(ada.user).toMatchObject({ tz: 'Europe/Rome', locale: 'en-US', is_admin: false });
  const members = await client.conversations.members({ channel: channel.id });
  expect(members.members).toContain(slack.team.botUserId);
  const list = await client.conversations.list({ types: 'public_channel' });
  expect(list.channels?.map((one) => one.name)).toEqual(['general']);
  const dee = slack.addPerson({ name: 'Dee' });
  await client.conversations.invite({ channel: channel.id, users: dee.id });
  expect(channel.members.has(dee.id)).toBe(true);
  expect((await client.team.info()).team?.id).toBe(slack.teamId);
  expect(slack.violations).toEqual([]);
});

test('what a person may not be sent is refused by name', async () => {
  await using slack = await startSlack();
  const gone = slack.addPerson({ name: 'Gone', deleted: true });
  const bot = slack.addPerson({ name: 'Robo', isBot: true });
  const far = slack.addPerson({ name: 'Far', isStranger: true });
  const ada = slack.addPerson({ name: 'Ada' });
  const closed = slack.addChannel({ name: 'closed', isPrivate: true, botIsMember: false, members: [ada] });
  const open = slack.addChannel({ name: 'open', botIsMember: false, members: [ada] });
  await using bolt = await inSocketMode(slack);
  const { client } = bolt;
  const post = (channel: string) => client.chat.postMessage({ channel, text: 'Hi', ...quietly });
  await expect(post(gone.id)).rejects.toThrow('user_disabled');
  await expect(post(bot.id)).rejects.toThrow('cannot_dm_bot');
  await expect(post(closed.id)).rejects.toThrow('channel_not_found');
  await expect(post(open.id)).rejects.toThrow('not_in_channel');
  const whisper = client.chat.postEphemeral({ channel: open.id, user: ada.id, text: 'Hi' });
  await expect(whisper).rejects.toThrow('not_in_channel');
  await expect(client.conversations.open({ users: far.id })).rejects.toThrow('user_not_visible');
  expect(slack.violations).toEqual([]);
  const many = Array.from({ length: 9 }, (_, n) => slack.addPerson({ name: `P${n}` }).id).join(',');
  await expect(client.conversations.open({ users: many })).rejects.toThrow('too_many_users');
});

/** Uploads bytes to an address as they are, and says what was answered. */
async function putAt(url: string | undefined, body: string): Promise<number> {
  const response = await fetch(url ?? '', { method: 'POST', body });
  await response.body?.cancel();
  return response.status;
}

test('a file goes up in three steps, or by the client’s own one, and is before those in the conversation', async () => {
  await using slack = await startSlack();
  const [ada, bo] = ['Ada', 'Bo'].map((name) => slack.addPerson({ name })) as [SlackPerson, SlackPerson];
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  await using bolt = await inSocketMode(slack);
  const { files, conversations } = bolt.client;
  const described = { alt_txt: 'A rising line' };
  const asked = await files.getUploadURLExternal({ filename: 'a.png', length: 5, ...described });
  expect(new URL(asked.upload_url ?? '').host).not.toBe(new URL(slack.apiUrl).host);
  expect(await putAt(asked.upload_url, 'bytes')).toBe(200);
  expect(slack.messages(tea)).toEqual([]);
  const shared = [{ id: asked.file_id ?? '', title: 'The week' }] as [{ id: string; title: string }];
  await files.completeUploadExternal({
    files: shared,
    channel_id: tea.id,
    initial_comment: 'See &amp; read',
  });
  const [message] = slack.messages(tea);
  expect(message?.files).toMatchObject([{ id: asked.file_id, bytes: Buffer.from('bytes'), completed: true }]);
  expect(readable(message ?? { blocks: [] })).toBe('See &amp; read\nThe week\nA rising line');
  const history = await conversations.history({ channel: tea.id });
  expect(history.messages?.[0]?.files).toMatchObject([{ id: asked.file_id, title: 'The week' }]);

  // As the client ships it: a form in the place of bare bytes.
  const { channel } = await conversations.open({ users: bo.id });
  const direct = { channel_id: channel?.id ?? '', filename: 'b.png', file: Buffer.from('more') };
  await files.uploadV2({ ...direct, blocks: [section('*Look*')] });
  expect(slack.dm(bo).map(readable)).toEqual(['*Look*\nb.png']);
  expect(slack.dm(bo)[0]?.files).toMatchObject([{ bytes: Buffer.from('more') }]);
  expect(slack.dm(ada)).toEqual([]);
  expect(slack.violations).toEqual([]);
  // Both methods are of the fourth tier: a hundred calls a minute, after a hundred at once.
  expect(slack.permitted({ ms: 60_000, method: 'files.completeUploadExternal' })).toBe(200);
});

test('answers stand in the thread they name, and before everybody only when they are broadcast', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  await using bolt = await inSocketMode(slack);
  const { chat, conversations, files } = bolt.client;
  const post = async (text: string, more: object = {}) => {
    const { ts } = await chat.postMessage({ ...quietly, ...more, channel: tea.id, text });
    return ts ?? '';
  };
  const first = await post('One');
  await post('Two', { thread_ts: first });
  const third = await post('Three', { thread_ts: first, reply_broadcast: true });
  const { upload_url, file_id } = await files.getUploadURLExternal({ filename: 'a.ics', length: 5 });
  await putAt(upload_url, 'bytes');
  const shared: [{ id: string }] = [{ id: file_id ?? '' }];
  await files.completeUploadExternal({ channel_id: tea.id, thread_ts: first, files: shared });
  const [root, broadcast, ...more] = slack.messages(tea);
  expect([root?.text, broadcast?.text, more]).toEqual(['One', 'Three', []]);
  expect(root && slack.thread(root).map(({ text, files }) => [text, files?.length])).toEqual([
    ['Two', undefined],
    ['Three', undefined],
    ['', 1],
  ]);
  const history = await conversations.history({ channel: tea.id });
  expect(history.messages?.map(({ ts, thread_ts }) => [ts, thread_ts])).toEqual([
    [third, first],
    [first, first],
  ]);
  await expect(post('Nowhere', { thread_ts: '1.000002' })).rejects.toThrow('thread_not_found');
  expect(slack.violations).toEqual([]);

  // What Slack takes and its documentation asks nobody to do.
  await post('Four', { thread_ts: third });
  await post('Five', { reply_broadcast: true });
  expect(slack.violations).toEqual([
    'chat.postMessage: thread_ts names an answer in a thread',
    'chat.postMessage: reply_broadcast without thread_ts',
  ]);
});

test('where a workspace shuts edits after a while, later ones are refused', async () => {
  let ms = Date.now();
  await using slack = await startSlack({ now: () => ms });
  const tea = slack.addChannel({ name: 'tea' });
  await using bolt = await inSocketMode(slack);
  const { chat } = bolt.client;
  const { ts = '' } = await chat.postMessage({ ...quietly, channel: tea.id, text: 'One' });
  ms += 3_600_000;
  const edit = (text: string) => chat.update({ channel: tea.id, ts, text });
  await edit('Two');
  slack.team.editWindowMs = 60_000;
  await expect(edit('Three')).rejects.toThrow('edit_window_closed');
  expect(slack.messages(tea).map(readable)).toEqual(['Two']);
  expect(slack.violations).toEqual([]);
});

test('a file that is not as announced, not there, or not for there is refused by name', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  const other = slack.addTeam({ name: 'Other' });
  const closed = slack.addChannel({ name: 'closed', botIsMember: false, members: [ada] });
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  await using bolt = await inSocketMode(slack);
  const { files } = bolt.client;
  const ask = () => files.getUploadURLExternal({ filename: 'a.png', length: 5 });
  const complete = (id: string | undefined, extra: object = {}) =>
    files.completeUploadExternal({ channel_id: tea.id, ...extra, files: [{ id: id ?? '' }] });
  const uploaded = async () => {
    const { upload_url, file_id } = await ask();
    await putAt(upload_url, 'bytes');
    return file_id;
  };

  // What can meet any app is no violation.
  const mine = await uploaded();
  await expect(complete(mine, { channel_id: closed.id })).rejects.toThrow('not_in_channel');
  slack.team.scopes = ['chat:write'];
  await expect(ask()).rejects.toThrow('missing_scope');
  await expect(complete(mine)).rejects.toThrow('missing_scope');
  slack.team.scopes = ['files:write'];
  expect(slack.violations).toEqual([]);

  const { upload_url, file_id } = await ask();
  await expect(complete(file_id)).rejects.toThrow('file_not_found');
  expect(await putAt(upload_url, 'too long')).toBe(400);
  expect(await putAt(upload_url, 'bytes')).toBe(200);
  expect(await putAt(upload_url, 'bytes')).toBe(404);
  await expect(complete(file_id, { channel_id: ada.id })).rejects.toThrow('invalid_arguments');
  await expect(complete(file_id, { token: other.botToken })).rejects.toThrow('file_not_found');
  await expect(complete(file_id, { initial_comment: long(4001) })).rejects.toThrow('msg_too_long');
  const markdown = { blocks: [{ type: 'markdown', text: 'x' }] };
  await expect(complete(file_id, markdown)).rejects.toThrow('internal_error');
  expect(slack.messages(tea)).toEqual([]);
  await complete(file_id, { initial_comment: '<!channel>' });
  await expect(complete(file_id)).rejects.toThrow('file_not_found');
  expect(slack.messages(tea)).toHaveLength(1);
  expect(slack.pings).toEqual([
    { kind: 'channel', target: 'channel', method: 'files.completeUploadExternal' },
  ]);
  await expect(files.getUploadURLExternal({ filename: 'a.png', length: 0 })).rejects.toThrow(
    'missing_argument',
  );
  const wordy = { filename: 'a.png', length: 5, alt_txt: long(1001) };
  await expect(files.getUploadURLExternal(wordy)).rejects.toThrow('alt_txt_too_large');
  expect(slack.violations).toHaveLength(10);

  // Faults meet uploads as they meet methods, and what is lost on the way back was taken.
  const last = await ask();
  slack.fail('upload_url', 'drop-after');
  await expect(putAt(last.upload_url, 'bytes')).rejects.toThrow();
  slack.fail('files.completeUploadExternal', 'drop-after');
  await expect(complete(last.file_id)).rejects.toThrow();
  expect(slack.messages(tea)).toHaveLength(2);
});

const long = (length: number) => 'x'.repeat(length);
const button = (extra: object) => ({
  type: 'actions',
  elements: [{ type: 'button', text: plain('Go'), action_id: 'go', ...extra }],
});
const select = (options: object[], extra: object = {}) => ({
  type: 'actions',
  elements: [{ type: 'static_select', action_id: 's', options, ...extra }],
});
const choice = (n: number) => ({ text: plain(`Option ${n}`), value: String(n) });
const badBlocks: [string, object[], string][] = [
  ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), 'no more than 50 items'],
  ['a long section', [section(long(3001))], 'less than 3001 characters'],
  ['an empty section', [section('')], 'more than 0 characters'],
  ['escaping past the limit', [{ type: 'header', text: plain('&'.repeat(31)) }], 'less than 151'],
  ['a long header', [{ type: 'header', text: plain(long(151)) }], 'less than 151'],
  [
    'a header in mrkdwn',
    [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
    'must be one of plain_text',
  ],
  ['a long button', [button({ text: plain(long(76)) })], 'less than 76'],
  ['a long value', [button({ value: long(2001) })], 'less than 2001'],
  ['a disabled button', [button({ disabled: true })], 'invalid additional property: disabled'],
  ['a long action id', [button({ action_id: long(256) })], 'less than 256'],
  ['a made-up style', [button({ style: 'green' })], 'must be one of primary, danger'],
  ['a made-up block', [{ type: 'chart' }], 'unsupported type: chart'],
  ['an alert in a message', [{ type: 'alert', text: plain('x') }], 'unsupported type: alert'],
  [
    'the same block id twice',
    [1, 2].map(() => ({ type: 'divider', block_id: 'b' })),
    '`block_id` must be unique',
  ],
  [
    'the same action id twice in a block',
    [{ type: 'actions', elements: [button({}), button({})].flatMap((one) => one.elements) }],
    '`action_id` already exists',
  ],
  [
    '26 buttons',
    [
      {
        type: 'actions',
        elements: Array.from({ length: 26 }, (_, n) => ({
          type: 'button',
          text: plain('x'),
          action_id: `a${n}`,
        })),
      },
    ],
    'no more than 25 items',
  ],
  ['a section without text', [{ type: 'section' }], 'must define either `text` or `fields`'],
  ['101 options', [select(Array.from({ length: 101 }, (_, n) => choice(n)))], 'no more than 100 items'],
  ['no options', [select([])], 'no fewer than 1 items'],
  [
    'an initial option that is not offered',
    [select([choice(1)], { initial_option: choice(2) })],
    'initial option',
  ],
  [
    '11 radio buttons',
    [
      {
        type: 'actions',
        elements: [{ type: 'radio_buttons', options: Array.from({ length: 11 }, (_, n) => choice(n)) }],
      },
    ],
    'no more than 10',
  ],
  [
    'an image without alt text',
    [{ type: 'image', image_url: 'https://example.org/a.png' }],
    'missing required field: alt_text',
  ],
  [
    'three charts',
    Array.from({ length: 3 }, () => ({
      type: 'data_visualization',
      title: 'T',
      chart: { type: 'pie', segments: [{ label: 'a', value: 1 }] },
    })),
    'no more than 2 data_visualization',
  ],
  [
    'a chart whose points do not match',
    [
      {
        type: 'data_visualization',
        title: 'T',
        chart: {
          type: 'bar',
          axis_config: { categories: ['a'] },
          series: [{ name: 's', data: [{ label: 'b', value: 1 }] }],
        },
      },
    ],
    'must match `categories`',
  ],
  ['text where an object belongs', [{ type: 'section', text: 'x' }], 'must be an object'],
];

test.for(badBlocks)('a message with %s is refused with its reason', async ([, blocks, reason]) => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  await using bolt = await inSocketMode(slack);
  const typed = blocks as unknown as types.KnownBlock[];
  const sent = bolt.client.chat.postMessage({ channel: ada.id, text: 'x', blocks: typed, ...quietly });
  const error: unknown = await sent.catch((one: unknown) => one);
  if (!(error instanceof WebAPIPlatformError)) throw new Error('it was taken');
  expect(error.data.error).toBe('invalid_blocks');
  expect(error.data.response_metadata?.messages?.join('; ')).toContain(reason);
  expect(slack.violations).toHaveLength(1);
  expect(slack.posted).toEqual([]);
});

test('a message that uses most of what blocks offer is taken', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  await using bolt = await inSocketMode(slack);
  const blocks = [
    { type: 'header', text: plain('Title') },
    { ...section('*Hi*'), accessory: { type: 'overflow', action_id: 'o', options: [choice(1)] } },
    { type: 'section', fields: [plain('a'), { type: 'mrkdwn', text: 'b', verbatim: true }] },
    {
      type: 'context',
      elements: [plain('c'), { type: 'image', image_url: 'https://example.org/a.png', alt_text: 'a' }],
    },
    select([choice(1), choice(2)], { initial_option: choice(2), placeholder: plain('Pick') }),
    { type: 'divider' },
    {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_section', elements: [{ type: 'text', text: 'd', style: { bold: true } }] },
        { type: 'rich_text_list', style: 'bullet', elements: [{ type: 'rich_text_section', elements: [] }] },
      ],
    },
    {
      type: 'table',
      rows: [
        [
          { type: 'raw_text', text: 'a' },
          { type: 'raw_text', text: 'b' },
        ],
      ],
    },
    {
      type: 'data_visualization',
      title: 'T',
      chart: {
        type: 'line',
        axis_config: { categories: ['a'], y_label: 'y' },
        series: [{ name: 's', data: [{ label: 'a', value: -1 }] }],
      },
    },
  ];
  const typed = blocks as unknown as types.KnownBlock[];
  await bolt.client.chat.postMessage({ channel: ada.id, text: 'x', blocks: typed, ...quietly });
  expect(slack.violations).toEqual([]);
  const [message] = slack.dm(ada);
  expect(message && readable(message)).toContain('Title');
  if (!message) throw new Error('nothing posted');
  await expect(
    slack.choose({ person: ada, where: message, actionId: 's', value: 'Option 9' }),
  ).rejects.toThrow('only: Option 1, Option 2');
});

test('a message with bad habits is taken, and each habit noted', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  await using bolt = await inSocketMode(slack);
  const { client } = bolt;
  await client.apiCall('chat.postMessage', { channel: ada.id, blocks: [section('Hi')], username: 'Me' });
  expect(slack.violations).toEqual([
    'chat.postMessage: unknown argument username',
    'chat.postMessage: has no text for screen readers and notifications',
    'chat.postMessage: unfurl_links must be false',
    'chat.postMessage: unfurl_media must be false',
  ]);
  await expect(client.apiCall('chat.postMessage', { channel: ada.id, ...quietly })).rejects.toThrow(
    'no_text',
  );
  await expect(client.apiCall('files.upload', {})).rejects.toThrow('unknown_method');
  const [message] = slack.dm(ada);
  const update = { channel: message?.channel ?? '', ts: message?.ts ?? '', text: long(4001) };
  await expect(client.chat.update(update)).rejects.toThrow('msg_too_long');
  const metadata = { event_type: 'weft', event_payload: { deep: { deeper: { deepest: 1 } } } };
  const deep = client.apiCall('chat.postMessage', { channel: ada.id, text: 'x', metadata, ...quietly });
  await expect(deep).rejects.toThrow('invalid_metadata_schema');
});

test('another bot has a name of its own, and habits that are nobody’s business', async () => {
  await using slack = await startSlack({ name: 'Greeter', habits: false });
  const ada = slack.addPerson({ name: 'Ada', tz: 'Asia/Kolkata' });
  await using bolt = await inSocketMode(slack, (app) => app.command('/greeter', async ({ ack }) => ack()));
  expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ acknowledged: true });
  await bolt.client.chat.postMessage({ channel: ada.id, text: 'Hi' });
  expect((await bolt.client.auth.test()).user).toBe('greeter');
  expect((await bolt.client.users.info({ user: ada.id })).user?.tz_offset).toBe(19_800);
  expect(slack.violations).toEqual([]);
});

test('mentions and links that reach a reader are written down, escaped ones are not', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  await using bolt = await inSocketMode(slack);
  const send = (text: string) => bolt.client.chat.postMessage({ channel: ada.id, text, ...quietly });
  await send('&lt;!channel&gt; &lt;@U1&gt; <!date^1700000000^{date}|then>');
  expect([...slack.pings, ...slack.links]).toEqual([]);
  await send('<!here> <@U1> <!subteam^S1|group> <https://example.org|site> and https://example.com');
  expect(slack.pings.map((ping) => `${ping.kind} ${ping.target}`)).toEqual([
    'channel here',
    'person U1',
    'group S1',
  ]);
  expect(slack.links.map((link) => link.url)).toEqual(['https://example.org', 'https://example.com']);
});

const badViews: [string, object, string][] = [
  ['a long title', { title: plain(long(25)) }, 'less than 25'],
  ['no title', { title: undefined }, 'missing required field: title'],
  ['a long submit', { submit: plain(long(25)) }, 'less than 25'],
  ['fields but no submit', { submit: undefined }, 'missing required field: submit'],
  ['much private metadata', { private_metadata: long(3001) }, 'less than 3001'],
  ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }, 'no more than 100'],
  [
    'a table',
    { blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }] },
    'unsupported type: table',
  ],
  ['a made-up property', { colour: 'red' }, 'invalid additional property: colour'],
];

test.for(badViews)('a form with %s is refused with its reason', async ([, change, reason]) => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  await using _bolt = await inSocketMode(slack, (app) => {
    app.command('/weft', async ({ ack, body, client }) => {
      await ack();
      await client.apiCall('views.open', { trigger_id: body.trigger_id, view: { ...form, ...change } });
    });
    app.error(async () => undefined);
  });
  await slack.command({ person: ada, text: 'x' });
  await slack.until(() => slack.violations.length === 1);
  expect(slack.violations[0]).toContain('views.open: invalid_arguments');
  expect(slack.violations[0]).toContain(reason);
  expect(slack.view(ada)).toBeUndefined();
});

test('forms can be updated, pushed and cleared by the acknowledgement, and wrong ones are noted', async () => {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  const answers: object[] = [
    { response_action: 'update', view: { ...form, title: plain('Second') } },
    { response_action: 'push', view: { ...form, title: plain('Third') } },
    { response_action: 'errors', errors: { nowhere: 'x' } },
    { response_action: 'update', view: { ...form, title: plain(long(25)) } },
    { response_action: 'clear' },
  ];
  await using _bolt = await inSocketMode(slack, (app) => {
    app.command('/weft', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form });
    });
    app.view('join', async ({ ack }) => {
      const next = answers.shift();
      await (next ? ack(next as never) : ack());
    });
  });
  await slack.command({ person: ada, text: 'x' });
  await slack.until(() => slack.view(ada) !== undefined);
  const title = async (values = {}) => {
    const done = await slack.submit({ person: ada, values });
    return done.view?.title?.text;
  };
  expect(await title({ name: 'Ada' })).toBe('Second');
  expect(slack.view(ada)?.values.name?.value?.value).toBe('Ada');
  expect(await title()).toBe('Third');
  expect(slack.violations).toEqual([]);
  expect(await title({ name: 'Ada' })).toBe('Third');
  expect(slack.violations).toEqual(['view_submission errors: nowhere is not an input block of the view']);
  await title();
  expect(slack.violations[1]).toContain('less than 25');
  expect(await title()).toBeUndefined();
});

test('removing the app kills the token and tells it in either order', async () => {
  await using slack = await startSlack();
  const seen: string[] = [];
  await using bolt = await inSocketMode(slack, (app) => {
    app.event(/^(app_uninstalled|tokens_revoked)$/, async ({ event }) => {
      seen.push(event.type);
    });
  });
  await slack.uninstall(slack.team, ['app_uninstalled', 'tokens_revoked']);
  expect(seen).toEqual(['app_uninstalled', 'tokens_revoked']);
  await expect(bolt.client.auth.test()).rejects.toThrow('account_inactive');
});
