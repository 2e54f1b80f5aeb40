import {
  type Block,
  button,
  buttons,
  file,
  type Language,
  type Message,
  message,
  note,
  paragraph,
} from '#chat/index.ts';
import { reportButtons } from './buttons.ts';
import type { Report } from './find.ts';
import type { Told } from './representatives.ts';
import { words } from './words.ts';
import { reportFile } from './write.ts';

const fileOf = ({ contents, language }: Report, named: readonly string[]): Block =>
  file(reportFile({ contents, language, named }));

/** A report as it would be sent now, to an operator. */
export function previewMessage(one: Report, named: readonly string[], language: Language): Message {
  const say = words[language];
  return message(
    say.preview,
    paragraph(say.names(named.length)),
    fileOf(one, named),
    buttons(
      button(reportButtons.show, say.buttons.show, one.id, 'main'),
      button(reportButtons.not, say.buttons.not, one.id),
    ),
    note(say.previewNote),
  );
}

/** There is a report that representatives read. */
export function onItsWayMessage(one: Report, readyAt: Temporal.Instant, language: Language): Message {
  const say = words[language];
  return message(say.onItsWay(readyAt), note(say.onItsWayNote), dropButton(one, language));
}

/** Representatives were shown a report. */
export function shownReportMessage(
  one: Report,
  { readyAt, people }: { readonly readyAt: Temporal.Instant; readonly people: number },
  language: Language,
): Message {
  return message(words[language].shown(people, readyAt), dropButton(one, language));
}

const dropButton = (one: Report, language: Language) =>
  buttons(button(reportButtons.drop, words[language].buttons.drop, one.id));

/** A report before it goes out, to somebody who represents organisations: what it says of each, and how to change that. */
export function shownMessage(
  one: Report,
  readyAt: Temporal.Instant,
  named: readonly string[],
  { organisations, language }: Told,
): Message {
  const say = words[language];
  return message(
    say.shownTo(readyAt),
    ...organisations.flatMap(({ id, name }): Block[] => [
      paragraph(say.says(name, named.includes(name))),
      buttons(
        button(reportButtons.name, say.buttons.name, id),
        button(reportButtons.unname, say.buttons.unname, id),
      ),
    ]),
    fileOf(one, named),
    note(say.shownNote),
  );
}

/** An organisation is, or is not, named from now on. */
export function namingMessage(
  organisation: { readonly id: string; readonly name: string },
  isNamed: boolean,
  language: Language,
): Message {
  const say = words[language];
  return message(
    isNamed ? say.agreed(organisation.name) : say.withdrawn(organisation.name),
    buttons(
      isNamed
        ? button(reportButtons.unname, say.buttons.unname, organisation.id)
        : button(reportButtons.name, say.buttons.name, organisation.id),
    ),
    note(say.changeNote),
  );
}

/** A report that can go out, to operators. */
export function readyMessage(
  one: Report,
  named: readonly string[],
  isChanged: boolean,
  language: Language,
): Message {
  const say = words[language];
  return message(isChanged ? say.changed : say.ready, fileOf(one, named), note(say.readyNote));
}

/** The report itself, to whoever sends it on. */
export function givenMessage(one: Report, named: readonly string[], language: Language): Message {
  const say = words[language];
  return message(say.given, fileOf(one, named), note(say.givenNote));
}
