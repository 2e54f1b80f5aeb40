import { type Ack, deliver } from './deliver.ts';
import { suggestion } from './elements.ts';
import { type Obj, obj, objects, str } from './json.ts';
import { type Aim, aimAt, type Found, words } from './look.ts';
import { applyResponse, close } from './methods-views.ts';
import {
  actionPayload,
  actor,
  commandPayload,
  eventPayload,
  issueTrigger,
  isView,
  viewPayload,
  type Where,
} from './payloads.ts';
import { openConversation } from './people.ts';
import { show } from './respond.ts';
import { complain, list, type Report } from './schema.ts';
import { type Entry, fill, isEmpty, pick, setState } from './values.ts';
import { stackOf, viewObject } from './views.ts';
import {
  addMessage,
  elementsOf,
  type SlackChannel,
  type SlackPerson,
  type SlackView,
  teamOf,
  violate,
  type World,
} from './world.ts';

/** A slash command; without a channel it is typed in the DM with the bot. */
export interface CommandGesture {
  person: SlackPerson;
  text: string;
  channel?: SlackChannel;
  command?: string;
  triggerId?: string;
}

/** Types a slash command; the acknowledgement's text, if any, is shown to the person. */
export async function command(world: World, gesture: CommandGesture): Promise<Ack> {
  const { person, text, triggerId } = gesture;
  const channel = gesture.channel ?? openConversation(world, teamOf(world, person.teamId), [person.id]);
  if (!channel.members.has(person.id)) throw new Error(`${person.name} is not in ${channel.name}.`);
  const said = { command: gesture.command ?? `/${world.appName}`, text, ...(triggerId ? { triggerId } : {}) };
  const payload = commandPayload(world, person, channel, said);
  const ack = await deliver(world, { kind: 'slash_commands', payload });
  const body = typeof ack.body === 'string' ? { text: ack.body } : obj(ack.body);
  if (ack.acknowledged && Object.keys(body).length > 0 && (body.text !== '' || body.blocks)) {
    const use = { teamId: person.teamId, personId: person.id, channel: channel.id };
    const refusal = show(world, use, body, 'ack');
    if (refusal !== undefined) violate(world, `ack of a command: ${refusal}`);
  }
  return ack;
}

/** Presses a button; `where` is a message or a view the person sees. */
export async function press(
  world: World,
  gesture: { person: SlackPerson; where: Where } & Aim,
): Promise<Ack> {
  const found = aim(world, gesture);
  if (found.element.type !== 'button') throw new Error(`${JSON.stringify(gesture)} is no button.`);
  const { text, value, url, style } = found.element;
  const fields = Object.entries({ text, value, url, style }).filter(([, one]) => one !== undefined);
  return act(world, gesture.person, gesture.where, found, Object.fromEntries(fields));
}

/** Chooses in a menu, an overflow, checkboxes or radio buttons that act at once. */
export async function choose(
  world: World,
  gesture: { person: SlackPerson; where: Where; value: Entry } & Aim,
): Promise<Ack> {
  const { person, where, value } = gesture;
  const found = aim(world, gesture);
  const { block, element } = found;
  if (element.type === 'overflow') {
    return act(world, person, where, found, { selected_option: pick(element, String(value), []) });
  }
  const offered = await offeredFor(world, person, where, found, value);
  const state = fill(element, value, offered);
  if (isView(where)) setState(where.values, block, element, state);
  return act(world, person, where, found, state);
}

/** Checks that the person sees the place, and finds the element that is meant there. */
function aim(world: World, { person, where, ...rest }: { person: SlackPerson; where: Where } & Aim): Found {
  if (isView(where)) {
    if (where.personId !== person.id || !where.open)
      throw new Error(`${person.name} does not see this view.`);
  } else {
    const channel = world.channels.get(where.channel);
    const sees =
      where.ephemeralTo === undefined ? channel?.members.has(person.id) : where.ephemeralTo === person.id;
    if (where.deleted || !sees) throw new Error(`${person.name} does not see this message.`);
  }
  return aimAt(where.blocks, rest);
}

async function act(world: World, person: SlackPerson, where: Where, found: Found, fields: Obj): Promise<Ack> {
  const { block, element } = found;
  if (block.type === 'input' && block.dispatch_action !== true) {
    throw new Error(`${words(block.label)} does nothing by itself: submit the form.`);
  }
  const { type, action_id } = element;
  const action = { type, action_id, block_id: block.block_id, ...fields };
  const payload = actionPayload(world, person, where, action);
  const ack = await deliver(world, { kind: 'interactive', payload });
  if (ack.acknowledged && ack.body !== '' && Object.keys(obj(ack.body)).length > 0) {
    violate(world, 'block_actions: Slack ignores what is in the acknowledgement');
  }
  return ack;
}

/** What a submission led to. */
export interface Submitted extends Ack {
  /** Sentences below the fields, by block id. */
  errors: Record<string, string>;
  /** The modal on top afterwards. */
  view: SlackView | undefined;
}

/** Fills in and submits the top modal (or the given one); keys are block ids, labels or action ids. */
export async function submit(
  world: World,
  gesture: { person: SlackPerson; view?: SlackView; values: Record<string, Entry> },
): Promise<Submitted> {
  const { person, values } = gesture;
  const view = gesture.view ?? stackOf(world, person.id).at(-1);
  if (!view?.open) throw new Error(`${person.name} has no form open.`);
  if (!view.submit) throw new Error('This view has no submit button.');
  for (const [name, entry] of Object.entries(values)) await enter(world, person, view, name, entry);
  requireFields(view);
  const payload = viewPayload(world, person, view, 'view_submission');
  const ack = await deliver(world, { kind: 'interactive', payload });
  if (ack.acknowledged) applyResponse(world, view, person, ack.body);
  return { ...ack, errors: view.errors, view: stackOf(world, person.id).at(-1) };
}

async function enter(world: World, person: SlackPerson, view: SlackView, name: string, entry: Entry) {
  const block = view.blocks.find((one) =>
    [one.block_id, words(one.label), ...elementsOf(one).map((each) => each.action_id)].includes(name),
  );
  const [element] = block ? elementsOf(block) : [];
  if (!block || !element) {
    const there = view.blocks.map((one) => words(one.label)).filter((label) => label !== '');
    throw new Error(`There is no field ${name}, only: ${there.join(', ')}.`);
  }
  const offered = await offeredFor(world, person, view, { block, element }, entry);
  setState(view.values, block, element, fill(element, entry, offered));
}

function requireFields(view: SlackView): void {
  for (const block of view.blocks) {
    if (block.type !== 'input' || block.optional === true) continue;
    const states = Object.values(view.values[str(block.block_id)] ?? {});
    if (states.some(isEmpty))
      throw new Error(`Slack would not send the form: '${words(block.label)}' is empty.`);
  }
}

/** Closes the top modal with its X; the app is told if it wished to know. */
export async function dismiss(world: World, person: SlackPerson): Promise<Ack | undefined> {
  const view = stackOf(world, person.id).at(-1);
  if (!view) throw new Error(`${person.name} has no form open.`);
  close(world, view);
  if (!view.notifyOnClose) return undefined;
  return deliver(world, { kind: 'interactive', payload: viewPayload(world, person, view, 'view_closed') });
}

/** Types into an external select and returns what the app offers. */
export async function suggest(
  world: World,
  gesture: { person: SlackPerson; where: Where; value: string } & Aim,
): Promise<Obj[]> {
  return ask(world, gesture.person, gesture.where, aim(world, gesture), gesture.value);
}

async function ask(
  world: World,
  person: SlackPerson,
  where: Where,
  found: Found,
  value: string,
): Promise<Obj[]> {
  const { block, element } = found;
  const payload: Obj = {
    type: 'block_suggestion',
    ...actor(world, person),
    action_id: element.action_id,
    block_id: block.block_id,
    value,
    ...(isView(where)
      ? { container: { type: 'view', view_id: where.id }, view: viewObject(world, where) }
      : {
          container: { type: 'message', message_ts: where.ts, channel_id: where.channel },
          channel: { id: where.channel, name: world.channels.get(where.channel)?.name },
        }),
  };
  const ack = await deliver(world, { kind: 'interactive', payload });
  if (!ack.acknowledged) return [];
  const body = obj(ack.body);
  const grouped = objects(body.option_groups).flatMap((group) => objects(group.options));
  const options = [...objects(body.options), ...grouped];
  const report: Report = { problems: [] };
  if ((body.options === undefined) === (body.option_groups === undefined)) {
    complain(report, 'must define either `options` or `option_groups`', '');
  }
  list(suggestion, 100, 0)(options, '/options', report);
  for (const problem of report.problems) violate(world, `block_suggestion: ${problem}`);
  world.suggestions.set(`${person.id} ${str(block.block_id)}`, options);
  return options;
}

/** Returns what an external select offers for an entry, from the last suggestion or a new one. */
async function offeredFor(world: World, person: SlackPerson, where: Where, found: Found, entry: Entry) {
  if (!str(found.element.type).includes('external_select') || entry === null) return [];
  const before = world.suggestions.get(`${person.id} ${str(found.block.block_id)}`) ?? [];
  const wanted = Array.isArray(entry) ? entry : [String(entry)];
  const isThere = (one: string) =>
    before.some((option) => option.value === one || words(option.text) === one);
  if (wanted.every(isThere)) return before;
  const fresh: Obj[] = [...before];
  for (const one of wanted) fresh.push(...(await ask(world, person, where, found, one)));
  return fresh;
}

/** Opens the app's Home tab. */
export function openHome(world: World, person: SlackPerson): Promise<Ack> {
  const dm = openConversation(world, teamOf(world, person.teamId), [person.id]);
  const home = world.homes.get(person.id);
  return event(world, person.teamId, {
    type: 'app_home_opened',
    user: person.id,
    channel: dm.id,
    tab: 'home',
    ...(home ? { view: viewObject(world, home) } : {}),
  });
}

/** Writes a message, in the DM with the bot unless a conversation is named; the app hears of it where the bot is. */
export async function say(
  world: World,
  gesture: { person: SlackPerson; text: string; channel?: SlackChannel },
): Promise<Ack | undefined> {
  const { person, text } = gesture;
  const channel = gesture.channel ?? openConversation(world, teamOf(world, person.teamId), [person.id]);
  const message = addMessage(world, {
    channel: channel.id,
    teamId: person.teamId,
    author: 'person',
    userId: person.id,
    text,
    blocks: [],
    via: 'person',
  });
  if (!channel.botIsMember) return undefined;
  const types = { im: 'im', mpim: 'mpim', private: 'group', public: 'channel' };
  return event(world, person.teamId, {
    type: 'message',
    channel: channel.id,
    channel_type: types[channel.kind],
    user: person.id,
    text,
    ts: message.ts,
    team: person.teamId,
  });
}

/** Enters or leaves a channel; the app hears of it where the bot is. */
export async function move(
  world: World,
  person: SlackPerson,
  channel: SlackChannel,
  way: 'joined' | 'left',
): Promise<Ack | undefined> {
  if (way === 'joined') channel.members.add(person.id);
  else channel.members.delete(person.id);
  if (!channel.botIsMember) return undefined;
  return event(world, person.teamId, {
    type: `member_${way}_channel`,
    user: person.id,
    channel: channel.id,
    channel_type: channel.kind === 'public' ? 'C' : 'G',
    team: person.teamId,
  });
}

/** Uses a global shortcut. */
export function shortcut(world: World, person: SlackPerson, callbackId: string): Promise<Ack> {
  const payload: Obj = {
    type: 'shortcut',
    ...actor(world, person),
    callback_id: callbackId,
    action_ts: String(world.now() / 1000),
    trigger_id: issueTrigger(world, person),
  };
  return deliver(world, { kind: 'interactive', payload });
}

/** Sends any event of the Events API. */
export function event(world: World, teamId: string, inner: Obj): Promise<Ack> {
  return deliver(world, { kind: 'events_api', payload: eventPayload(world, teamId, inner) });
}
