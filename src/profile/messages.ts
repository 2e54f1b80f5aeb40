import {
  type Block,
  button,
  buttons,
  type Fact,
  facts,
  heading,
  items,
  type Language,
  literal,
  type Message,
  message,
  moment,
  note,
  strong,
  type Text,
  text,
} from '#chat/index.ts';
import { type ConsentKind, withoutConsent } from '#directory/index.ts';
import { profileButtons } from './buttons.ts';
import type { Said } from './consents.ts';
import type { Coming } from './notifications.ts';
import type { Profile } from './show.ts';
import { isPaused, type Snoozed } from './snooze.ts';
import { words } from './words.ts';

/** Somebody else's profile. */
export function profileMessage(profile: Profile, language: Language): Message {
  const { person, organisation } = profile;
  const first =
    organisation === undefined ? [strong(person.name)] : text`${strong(person.name)}, ${organisation}`;
  return message(first, ...seen(profile, language), note(words[language].askThem));
}

/** One's own profile: as others see it, then what only oneself sees. */
export function ownProfileMessage(
  profile: Profile,
  said: Said,
  at: { readonly now: Temporal.Instant; readonly language: Language; readonly lead?: Text },
): Message {
  const say = words[at.language];
  const { person } = profile;
  const paused = isPaused(person.snoozedUntil, at.now) && person.snoozedUntil;
  const kinds = Object.keys(say.consents) as ConsentKind[];
  return message(
    at.lead ?? say.own(person.name),
    organisationFact(profile, say.facts.organisation),
    ...seen(profile, at.language),
    heading(literal(say.seenBy)),
    facts(
      ...kinds.map((kind) => ({
        label: say.consents[kind],
        value: consentText(kind, said[kind], at.language),
      })),
      { label: say.labels.zone, value: literal(person.zone) },
      ...(paused ? [{ label: say.pausedFact, value: [moment(paused)] }] : []),
    ),
    person.vouchedAt === null && note(say.waitsForVouching),
    buttons(button(profileButtons.edit, say.edit), leadButton(profile, at.language)),
  );
}

/** Until when somebody is paused, or that a pause is over. */
export function snoozedMessage(snoozed: Snoozed, language: Language): Message {
  const say = words[language];
  if (snoozed.kind === 'paused') return message(say.paused([moment(snoozed.until)]), note(say.pausedMore));
  return message(snoozed.wasPaused ? say.unpaused : say.wasNotPaused);
}

/** Every kind of message, a line each, and how it comes. */
export function mannersMessage(list: readonly Coming[], language: Language): Message {
  const say = words[language];
  return message(
    say.list,
    items(
      ...list.map(
        ({ kind, manner }) => text`${capital(kind.about[language])}: ${strong(say.manners[manner])}`,
      ),
    ),
    buttons(button(profileButtons.notify, say.change)),
    note(say.listMore),
  );
}

/** How one kind of message comes from now on. */
export function mannerMessage({ kind, manner }: Coming, language: Language): Message {
  return message(words[language].set(kind.about[language], manner));
}

/** What says that one leads actions, or takes it back; what an operator gave is theirs to take back. */
function leadButton({ person, roles }: Profile, language: Language) {
  const say = words[language];
  const driver = roles.find(({ role, hub }) => role === 'driver' && hub === null);
  if (!driver) return person.vouchedAt !== null && button(profileButtons.leads, say.leads);
  return !driver.given && button(profileButtons.leadsNot, say.leadsNot);
}

function seen({ person, hubs, roles }: Profile, language: Language): Block[] {
  const say = words[language];
  const held = roles.map(({ role, hub }) =>
    hub === null ? say.roles[role] : say.heldFor(say.roles[role], hub),
  );
  const list: readonly Fact[] = (
    [
      [say.facts.offers, person.offers],
      [say.facts.needs, person.needs],
      [say.facts.issues, person.issues],
      [say.facts.place, person.place],
      [say.facts.spoken, person.spoken],
      [say.hubs, hubs.join(', ')],
      [say.held, held.join(', ')],
    ] as const
  ).flatMap(([label, value]) => (value === '' ? [] : [{ label, value: literal(value) }]));
  return [list.length === 0 ? note(say.empty) : facts(...list)];
}

function organisationFact({ organisation }: Profile, label: string): Block | undefined {
  return organisation === undefined ? undefined : facts({ label, value: literal(organisation) });
}

function consentText(kind: ConsentKind, answer: string | undefined, language: Language): Text {
  const say = words[language];
  const names: Readonly<Record<string, string>> = { ...say.found, ...say.yesNo, ...say.reach };
  const shown = names[answer ?? withoutConsent[kind]] ?? '';
  return answer === undefined ? text`${shown} (${say.unsaid})` : literal(shown);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
