import {
  type Button,
  button,
  buttons,
  facts,
  items,
  joined,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  type Text,
  text,
} from '#chat/index.ts';
import {
  type ChannelUse,
  type Coalition,
  channelUses,
  type Risk,
  risks,
  type Space,
} from '#directory/index.ts';
import { riskBlocks, riskWords, safetyButtons, safetyWords } from '#safety/index.ts';
import type { About } from './about.ts';
import { coalitionButtons } from './buttons.ts';
import type { Checklist, SpaceStanding } from './checklist.ts';
import { spaceWords } from './space-words.ts';
import type { Item } from './words.ts';
import { words } from './words.ts';

/** The commands that the checklist's buttons open; each belongs to the feature that does the thing. */
export const openers: Readonly<Record<Item, { readonly topic: string; readonly verb: string }>> = {
  purpose: { topic: 'coalition', verb: 'purpose' },
  organisations: { topic: 'organisation', verb: 'add' },
  weaver: { topic: 'role', verb: 'grant' },
  operator: { topic: 'role', verb: 'grant' },
  principal: { topic: 'role', verb: 'grant' },
  hub: { topic: 'hub', verb: 'add' },
};

/** How many spaces are named before the rest is counted, and how much of the principles fits above a form. */
const named = 10;
const fits = 600;

/** How an administrator begins a coalition, or joins one that exists with a code. */
export function beginMessage(language: Language): Message {
  const say = words[language];
  return message(
    say.begin,
    paragraph(say.beginMore),
    buttons(
      button(coalitionButtons.begin, say.beginButton, undefined, 'main'),
      button(coalitionButtons.code, say.codeButton),
    ),
  );
}

/** A space belongs to a coalition now, whether being in it vouches for people, and whether it has a channel already. */
export function boundMessage(
  language: Language,
  name: string,
  how: { readonly vouches: boolean; readonly channel: boolean },
): Message {
  return message(words[language].boundNow(name, how.vouches, how.channel));
}

/** The checklist: what is done, what is left, and a button for each thing left. `begun`: right after beginning. */
export function checklistMessage(
  language: Language,
  list: Checklist,
  here: string | undefined,
  shown: (topic: string, verb: string) => boolean,
  begun = false,
): Message {
  const say = words[language];
  const done: Readonly<Record<Item, boolean>> = {
    purpose: list.coalition.purpose !== '',
    organisations: list.organisations > 1,
    weaver: list.weaver,
    operator: list.second,
    principal: list.principal,
    hub: list.hubs > 0,
  };
  const order = Object.keys(done) as Item[];
  const spaces = list.spaces.flatMap((one) =>
    channelUses.map((use) => channelLine(language, one, use, here)),
  );
  const lines = [...order.map((item) => ({ done: done[item], text: say.items[item] })), ...spaces];
  const left = lines.filter((line) => !line.done);
  const offered: readonly Button[] = [
    ...spaces.flatMap((line) => line.buttons),
    ...order
      .filter((item) => !done[item] && shown(openers[item].topic, openers[item].verb))
      .map((item) => button(coalitionButtons[item], say.openers[item])),
  ];
  const unique = offered.filter((one, at) => offered.findIndex((other) => other.press === one.press) === at);
  const lead = left.length === 0 ? say.nothingLeft : say.left(left.length);
  return message(
    begun ? text`${say.begun(list.coalition.name)} ${lead}` : lead,
    items(
      ...[...left, ...lines.filter((line) => line.done)].map(
        (line) => text`${line.done ? say.done : say.toDo}: ${line.text}`,
      ),
    ),
    buttons(...unique.slice(0, 5)),
    buttons(...unique.slice(5, 10)),
    ...riskBlocks(language, list.coalition.risk),
    begun && paragraph(say.begunNext),
    note(say.weeklyPulse),
  );
}

interface Line {
  readonly done: boolean;
  readonly text: Text;
  readonly buttons: readonly Button[];
}

function channelLine(
  language: Language,
  { space, channels }: SpaceStanding,
  use: ChannelUse,
  here: string | undefined,
): Line {
  const say = words[language];
  const channel = channels[use];
  const choose = space.id === here ? [button(coalitionButtons.channel, say.openers.channel)] : [];
  const look = button(coalitionButtons.checklist, say.openers.check);
  if (!channel) {
    return { done: false, text: say.channelNone(use, space.name, space.id === here), buttons: choose };
  }
  if (channel.canPost === true) return { done: true, text: say.channelGood(use, space.name), buttons: [] };
  if (channel.canPost === null) {
    return { done: false, text: say.channelUnseen(use, space.name), buttons: [look] };
  }
  return {
    done: false,
    text: channelBad(language, use, space.name, channel.obstacle),
    buttons: [...choose, look],
  };
}

/** That Weft cannot post in one of a space's channels, and what to do about it. */
export function channelBad(
  language: Language,
  use: ChannelUse,
  space: string,
  obstacle: string | null,
): Text {
  return words[language].channelBad(use, space, obstacle ?? words[language].noObstacle);
}

/** What anyone in a space may know of its coalition, and, for those outside, how to join. */
export function aboutMessage(
  language: Language,
  about: About,
  reader: { readonly joinedAlready: boolean; readonly readsLog: boolean },
): Message {
  const say = words[language];
  const { coalition, operators } = about;
  const spaces = [...about.spaces.slice(0, named).map((one) => literal(one.name))];
  if (about.spaces.length > named) spaces.push(literal(say.more(about.spaces.length - named)));
  return message(
    say.about(coalition.name),
    paragraph(coalition.purpose === '' ? say.noPurpose : literal(coalition.purpose)),
    coalition.principles !== '' && paragraph(say.principles(coalition.principles)),
    coalition.speaks !== '' && paragraph(say.speaks(coalition.speaks)),
    facts(
      { label: say.facts.people, value: text`${about.people}` },
      { label: say.facts.organisations, value: text`${about.organisations}` },
      { label: say.facts.hubs, value: text`${about.hubs}` },
      { label: say.facts.spaces, value: joined(spaces) },
      { label: riskWords[language].title, value: riskWords[language].means(coalition.risk) },
      {
        label: say.facts.operators,
        value:
          typeof operators === 'number' ? literal(say.operators(operators)) : joined(operators.map(literal)),
      },
    ),
    !about.second && paragraph(say.noSecond),
    note(noticeOf(language, coalition)),
    !reader.joinedAlready && paragraph(say.joinHow),
    reader.readsLog && buttons(button(safetyButtons.log, safetyWords[language].buttons.log)),
  );
}

/** What was set, what else of the coalition is named elsewhere, and which spaces can be taken out. */
export function settingsMessage(
  language: Language,
  changed: readonly string[],
  spaces: readonly Space[],
  risk: Risk,
): Message {
  const say = words[language];
  return message(
    changed.length > 0 ? say.settingsSet(changed) : say.settingsSame,
    ...riskBlocks(language, risk),
    buttons(button(safetyButtons.contacts, safetyWords[language].buttons.contacts)),
    buttons(
      ...spaces.map(({ id, name }) => button(coalitionButtons.out, spaceWords[language].outButton(name), id)),
    ),
  );
}

/** What is kept in short, as the risk has it. */
function noticeOf(language: Language, { risk }: Coalition): Text {
  const { foundBy, textDays } = risks[risk];
  return words[language].notice(foundBy === 'members', textDays);
}

/** What is read before joining: purpose, principles, the privacy notice. */
export function joinIntro(language: Language, coalition: Coalition): Text {
  const say = words[language];
  const signs = [...coalition.principles];
  const principles =
    signs.length > fits ? `${signs.slice(0, fits).join('')}${say.cut}` : coalition.principles;
  const parts = [
    coalition.purpose === '' ? say.noPurpose : literal(coalition.purpose),
    ...(principles === '' ? [] : [say.principles(principles)]),
    ...(risks[coalition.risk].foundBy === 'members' ? [] : [riskWords[language].joining]),
    noticeOf(language, coalition),
  ];
  return joined(parts, '\n\n');
}

/** Somebody joined: whether they are vouched for, and what to do next. */
export function joinedMessage(
  language: Language,
  name: string,
  how: { vouched: boolean; asked: number },
): Message {
  const say = words[language];
  return message(
    say.joined(name),
    paragraph(how.vouched ? say.vouchedHere : say.askedToVouch(how.asked)),
    paragraph(say.joinedNext),
  );
}

/** Somebody known from another space may make this account theirs with one press. */
export function hereMessage(language: Language, person: string, coalition: string): Message {
  const say = words[language];
  return message(
    say.here(person, coalition),
    buttons(button(coalitionButtons.here, say.hereButton, undefined, 'main')),
  );
}

/** Whoever made a code may make this account theirs with one press. */
export function linkMessage(language: Language, person: string, hash: string): Message {
  const say = words[language];
  return message(say.link(person), buttons(button(coalitionButtons.link, say.linkButton, hash, 'main')));
}

/** To whoever may vouch: who joined, from where, and the button. */
export function vouchMessage(
  language: Language,
  person: { readonly id: string; readonly name: string },
  organisation: string | undefined,
  space: string,
): Message {
  const say = words[language];
  return message(
    say.vouch(person.name, organisation, space),
    note(say.vouchWhy),
    buttons(button(coalitionButtons.vouch, say.vouchButton, person.id, 'main')),
  );
}

/** To somebody whom somebody vouched for. */
export function vouchedMessage(language: Language): Message {
  return message(words[language].vouched);
}
