import {
  button,
  buttons,
  items,
  type Language,
  type Message,
  message,
  moment,
  note,
  paragraph,
  quote,
} from '#chat/index.ts';
import type { Coalition, Organisation, Person } from '#directory/index.ts';
import type { Added } from './add.ts';
import { organisationButtons as press } from './buttons.ts';
import type { Asked } from './claims.ts';
import type { Listed, Listing } from './list.ts';
import type { ToSign } from './sign.ts';
import type { SpeakerChange } from './speakers.ts';
import { words } from './words.ts';

/** Names are told up to this many, then counted. */
const most = 20;

/** What was added, what was skipped, and what whoever added it can do next. */
export function addedMessage({ added, skipped, represents }: Added, language: Language): Message {
  const say = words[language];
  const [first] = added;
  const count = added.length;
  if (!first) return message(say.addedNone, note(say.skipped(skipped.slice(0, most), skipped.length - most)));
  const names = added.map((one) => one.name);
  return message(
    say.added(count, first.name),
    count > 1 && paragraph(say.addedNames(names.slice(0, most), names.length - most)),
    skipped.length > 0 && paragraph(say.skipped(skipped.slice(0, most), skipped.length - most)),
    represents && paragraph(say.youSpeak(first.name)),
    note(represents ? say.signNext : say.nobodySpeaks),
    represents && buttons(button(press.sign, say.signFor(first.name), first.id, 'main')),
  );
}

/** An organisation was changed, with a way to who represents it. */
export function editedMessage(organisation: Organisation, language: Language): Message {
  const say = words[language];
  return message(
    say.edited(organisation.name),
    !organisation.listed && note(say.unlisted),
    buttons(button(press.speakers, say.speakersButton, organisation.id)),
  );
}

/** Who represents an organisation now and who no longer does. */
export function speakersMessage(
  { added, ended }: SpeakerChange,
  organisation: Organisation,
  language: Language,
): Message {
  const say = words[language];
  if (!added && !ended) return message(say.speakersSame);
  return message(say.speakersChanged(added?.name, ended?.name, organisation.name));
}

/** The purpose to read, with the button that signs it; or that it is signed already. */
export function signMessage(toSign: ToSign, coalition: Coalition, language: Language): Message {
  const say = words[language];
  const { organisation } = toSign;
  if (toSign.kind === 'signed') {
    const at = organisation.signedAt;
    return message(
      at ? say.signedBefore(organisation.name, [moment(at, 'day')]) : say.signed(organisation.name),
    );
  }
  return message(
    say.readFirst(organisation.name, toSign.again),
    quote(coalition.purpose, say.coalitionBy(coalition.name)),
    note(say.signMeaning(organisation.name)),
    buttons(button(press.agree, say.signButton, toSign.signingId, 'main')),
  );
}

/** Organisations, a line each, with what this person can do; what to try when there is none. */
export function listMessage(listing: Listing, written: string | undefined, language: Language): Message {
  const say = words[language];
  const { total, shown } = listing;
  if (total === 0)
    return written ? message(say.noneFound(written)) : message(say.listNone, paragraph(say.first));
  const offered = shown.flatMap((one) => listButtons(one, language)).slice(0, 5);
  return message(
    say.listLead(total),
    items(
      ...shown.map(({ organisation, ...rest }) =>
        say.line({
          ...rest,
          name: organisation.name,
          kind: say.kinds[organisation.kind],
          place: organisation.place,
          listed: organisation.listed,
        }),
      ),
    ),
    total > shown.length && note(say.more(total - shown.length)),
    buttons(...offered),
  );
}

function listButtons({ organisation: { id, name }, speaks, signed, mayAsk }: Listed, language: Language) {
  const say = words[language];
  return [
    ...(speaks && !signed ? [button(press.sign, say.signFor(name), id, 'main')] : []),
    ...(speaks ? [button(press.edit, say.editButton(name), id)] : []),
    ...(mayAsk ? [button(press.represent, say.representButton(name), id)] : []),
  ];
}

/** To whoever may confirm. */
export function askedMessage({ claim, organisation, person }: Asked, language: Language): Message {
  const say = words[language];
  return message(
    say.asks(person.name, organisation.name),
    note(say.asksMeans),
    buttons(...claimButtons(claim.id, language)),
  );
}

/** Yes and no to somebody who asks to represent an organisation. */
export const claimButtons = (claimId: string, language: Language) => [
  button(press.confirm, words[language].confirmButton, claimId, 'main'),
  button(press.decline, words[language].declineButton, claimId),
];

/** To somebody whose speaking for an organisation began, ended or was not confirmed. */
export function speakingMessage(
  organisation: Organisation,
  what: 'started' | 'ended' | 'declined',
  language: Language,
): Message {
  const say = words[language];
  switch (what) {
    case 'started':
      return message(say.nowSpeaks(organisation.name), paragraph(say.speaksMeans));
    case 'ended':
      return message(say.noLongerSpeaks(organisation.name));
    case 'declined':
      return message(say.notConfirmed(organisation.name));
  }
}

/** To who took an organisation out: what became of it, and where everything of it is. */
export function leftMessage(
  organisation: Organisation,
  people: number,
  language: Language,
  isSent: boolean,
): Message {
  const say = words[language];
  return message(say.left(organisation.name, people), isSent && paragraph(say.leftExport));
}

/** To the people of an organisation that left. */
export function leftToldMessage(organisation: Organisation, language: Language): Message {
  const say = words[language];
  return message(say.toldLeft(organisation.name), paragraph(say.toldLeftNext));
}

/** To the other representatives of an organisation that one of them took out. */
export function takenOutMessage(organisation: Organisation, by: Person, language: Language): Message {
  const say = words[language];
  return message(say.takenOut(organisation.name, by.name), paragraph(say.takenOutNext));
}
