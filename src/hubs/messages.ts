import {
  button,
  buttons,
  items,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
} from '#chat/index.ts';
import type { Hub } from '#directory/index.ts';
import type { AddedHub } from './add.ts';
import { hubButtons as press } from './buttons.ts';
import type { Listing } from './list.ts';
import { words } from './words.ts';

/** A hub is open, and what its first member can do with it. */
export function addedMessage({ hub, zoneTaken }: AddedHub, language: Language): Message {
  const say = words[language];
  return message(
    say.added(hub.name),
    !hub.listed && paragraph(literal(say.notListed)),
    zoneTaken && note(say.zoneTaken(hub.zone)),
    note(hub.listed ? say.addedNext : say.addedUnlistedNext),
  );
}

/** Somebody is in a hub, now or already, and whose time zone counts. */
export function joinedMessage(
  { hub, joinedNow, zoneTaken }: { hub: Hub; joinedNow: boolean; zoneTaken: boolean },
  language: Language,
): Message {
  const say = words[language];
  if (!joinedNow) return message(say.joinedBefore(hub.name));
  return message(say.joined(hub.name), zoneTaken && note(say.zoneTaken(hub.zone)));
}

/** Somebody is out of a hub, and, if they spoke for it, no longer does. */
export function leftMessage(hub: Hub, spoke: boolean, language: Language): Message {
  const say = words[language];
  return message(say.left(hub.name), spoke && note(say.leftSpoke(hub.name)));
}

/** A hub was changed, and whether it is in lists. */
export function editedMessage(hub: Hub, language: Language): Message {
  const say = words[language];
  return message(
    say.edited(hub.name),
    !hub.listed && note(literal(say.notListed)),
    buttons(listingButton(hub, language)),
  );
}

/** A hub was taken out of lists, or is in them again; and the way back. */
export function listingMessage(hub: Hub, language: Language): Message {
  const say = words[language];
  return message(
    hub.listed ? say.relisted(hub.name) : say.unlisted(hub.name),
    !hub.listed && note(say.unlistedMeans),
    buttons(listingButton(hub, language)),
  );
}

const listingButton = ({ id, listed }: Hub, language: Language) =>
  listed
    ? button(press.unlist, words[language].unlistButton, id)
    : button(press.relist, words[language].relistButton, id);

/** To somebody who named a hub that is in no list: the same, whether there is one or not. */
export function askedInMessage(language: Language): Message {
  const say = words[language];
  return message(say.askedIn, paragraph(say.askedMeans));
}

/** To whoever speaks for a hub that is in no list. */
export function asksInMessage(askId: string, name: string, hub: Hub, language: Language): Message {
  const say = words[language];
  return message(
    say.asksIn(name, hub.name),
    paragraph(say.asksMeans),
    buttons(button(press.letIn, say.letInButton, askId, 'main')),
  );
}

/** Hubs, a line each, with a button to join or leave each; what to try when there is none. */
export function listMessage(
  { total, shown }: Listing,
  written: string | undefined,
  language: Language,
): Message {
  const say = words[language];
  if (total === 0)
    return written ? message(say.noneFound(written)) : message(say.listNone, paragraph(say.first));
  const offered = shown.map(({ hub, isIn }) =>
    isIn
      ? button(press.leave, say.leaveButton(hub.name), hub.id)
      : button(press.join, say.joinButton(hub.name), hub.id),
  );
  const edits = shown.flatMap(({ hub, speaks }) =>
    speaks ? [button(press.edit, say.editButton(hub.name), hub.id)] : [],
  );
  return message(
    say.listLead(total),
    items(
      ...shown.map(({ hub: { name, kind, places, zone, listed }, isHidden, ...rest }) =>
        say.line({
          ...rest,
          name,
          listed,
          kind: say.kinds[kind],
          places: isHidden ? say.hidden : places,
          zone,
        }),
      ),
    ),
    total > shown.length && note(say.more(total - shown.length)),
    buttons(...offered.slice(0, 5)),
    buttons(...offered.slice(5)),
    buttons(...edits.slice(0, 5)),
  );
}

/** To the members of a hub that closed. */
export function closedToldMessage(hub: Hub, language: Language): Message {
  const say = words[language];
  return message(say.toldClosed(hub.name), paragraph(say.toldClosedNext));
}

/** To somebody whose speaking for a hub began or ended. */
export function speakingMessage(hub: Hub, started: boolean, language: Language): Message {
  const say = words[language];
  return started
    ? message(say.nowSpeaks(hub.name), paragraph(say.speaksMeans))
    : message(say.noLongerSpeaks(hub.name));
}
