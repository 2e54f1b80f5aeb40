import {
  button,
  buttons,
  file,
  items,
  type Language,
  type Message,
  message,
  note,
  paragraph,
  withBlocks,
} from '#chat/index.ts';
import type { Space } from '#directory/index.ts';
import { coalitionButtons } from './buttons.ts';
import type { SpaceExport } from './export-space.ts';
import { spaceWords, type Within } from './space-words.ts';

/** What goes and what stays when a space is taken out, before anything happens. */
export function outMessage(
  language: Language,
  of: Within & {
    readonly id: string;
    /** the coalition, if it ends with the space */
    readonly ends: string | undefined;
    /** when it happens by itself, where Weft was taken out already */
    readonly until: Temporal.Instant | undefined;
  },
): Message {
  const say = spaceWords[language];
  return message(
    say.out(of),
    of.ends !== undefined && paragraph(say.ends(of.ends)),
    items(
      ...say.goes(of, of.ends !== undefined),
      ...(of.ends === undefined ? say.stays(of) : say.stays(of).slice(-1)),
    ),
    of.until !== undefined && paragraph(say.isGone(of.until)),
    buttons(button(coalitionButtons.outExport, say.exportButton, of.id), sureButton(language, of.id)),
  );
}

const sureButton = (language: Language, spaceId: string) =>
  button(coalitionButtons.outSure, spaceWords[language].sureButton, spaceId, 'danger');

/** The way on: an answer may stand in the place of what was asked from. */
export const thenOut = (language: Language, spaceId: string, said: Message): Message =>
  withBlocks(said, buttons(sureButton(language, spaceId)));

/** What is a space’s own, as two files. */
export function spaceExportMessage(language: Language, name: string, exported: SpaceExport): Message {
  const say = spaceWords[language];
  return message(
    say.exported(name),
    file({
      name: `${say.exportName}.md`,
      type: 'text/markdown',
      text: readable(say.exportTitle(name), exported),
    }),
    file({
      name: `${say.exportName}.json`,
      type: 'application/json',
      text: JSON.stringify(exported, undefined, 2),
    }),
    note(say.exportNote),
  );
}

function readable(title: string, { space, people, channels, posted }: SpaceExport): string {
  const line = (row: Readonly<Record<string, unknown>>) =>
    Object.entries(row)
      .map(([key, value]) => `${key}: ${String(value)}`)
      .join(', ');
  const parts = { space: [space], people: [people], channels, posted };
  const sections = Object.entries(parts).map(([key, rows]) =>
    [`## ${key}`, ...rows.map((row) => `- ${line(row)}`)].join('\n'),
  );
  return `${[`# ${title}`, ...sections].join('\n\n')}\n`;
}

/** To operators: Weft was taken out of a space, and what becomes of it. */
export function goneMessage(
  language: Language,
  of: {
    readonly space: string;
    readonly until: Temporal.Instant;
    /** how many go with it, where adding Weft again still helps */
    readonly back: { readonly leave: number } | undefined;
  },
): Message {
  const say = spaceWords[language];
  return message(say.gone(of.space, of.until), of.back && paragraph(say.goneNext(of.back.leave)));
}

/** To operators and principals: an operator takes a space out, and until when operators can keep it. */
export function takenOutMessage(
  language: Language,
  of: {
    readonly by: string;
    readonly space: Space;
    readonly until: Temporal.Instant;
    /** the coalition, if it ends with the space */
    readonly ends: string | undefined;
    readonly mayKeep: boolean;
  },
): Message {
  const say = spaceWords[language];
  return message(
    say.takenOut(of.by, of.space.name, of.until),
    of.ends !== undefined && paragraph(say.takenOutEnds(of.ends)),
    note(say.takenOutNext(of.mayKeep)),
    of.mayKeep && buttons(keepButton(language, of.space)),
  );
}

/** To an operator: a space is being taken out, and can be kept until it goes. */
export function leavingMessage(
  language: Language,
  space: Space,
  of: { readonly until: Temporal.Instant; readonly ends: string | undefined },
): Message {
  const say = spaceWords[language];
  return message(
    say.leaving(space.name, of.until),
    of.ends !== undefined && paragraph(say.takenOutEnds(of.ends)),
    paragraph(say.leavingNext),
    buttons(keepButton(language, space)),
  );
}

/** The way back for any operator, until the space goes. */
export const keepButton = (language: Language, space: Space) =>
  button(coalitionButtons.keep, spaceWords[language].keepButton, space.id);

/** To operators: a space has left. */
export function leftMessage(language: Language, space: string): Message {
  const say = spaceWords[language];
  return message(say.left(space), paragraph(say.leftNext));
}
