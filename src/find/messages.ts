import {
  items,
  type Language,
  type Message,
  message,
  note,
  paragraph,
  strong,
  type Text,
  text,
} from '#chat/index.ts';
import type { FoundOrganisation } from './organisations.ts';
import type { FoundPerson } from './people.ts';
import { words } from './words.ts';

/** The people found, a line each, and how many more there are. */
export function peopleMessage(
  { found, total }: { found: readonly FoundPerson[]; total: number },
  language: Language,
): Message {
  const say = words[language];
  if (total === 0) return message(say.nobody, paragraph(say.nobodyNext));
  const line = ({ name, organisation, offers, needs, place }: FoundPerson) =>
    entry(name, [
      organisation ?? '',
      place,
      offers && say.offers(short(offers)),
      needs && say.needs(short(needs)),
    ]);
  return message(
    say.people(total),
    items(...found.map(line)),
    total > found.length && note(say.more(total - found.length)),
    note(say.nextPerson),
  );
}

/** The organisations found, a line each, and how many more there are. */
export function organisationsMessage(
  { found, total }: { found: readonly FoundOrganisation[]; total: number },
  language: Language,
): Message {
  const say = words[language];
  if (total === 0) return message(say.noOrganisation, paragraph(say.noOrganisationNext));
  const line = ({ name, kind, place, issues, about, isHidden }: FoundOrganisation) =>
    entry(name, [say.kinds[kind], place, issues, short(about), isHidden ? say.hidden : '']);
  return message(
    say.organisations(total),
    items(...found.map(line)),
    total > found.length && note(say.more(total - found.length)),
  );
}

function entry(name: string, rest: readonly string[]): Text {
  const told = rest.filter((one) => one !== '').join(' · ');
  return told === '' ? [strong(name)] : text`${strong(name)}: ${told}`;
}

function short(words: string): string {
  const letters = [...words.replace(/\s+/g, ' ')];
  return letters.length > 140 ? `${letters.slice(0, 139).join('')}…` : letters.join('');
}
