import {
  type Block,
  button,
  buttons,
  file,
  heading,
  items,
  type Language,
  literal,
  type Message,
  message,
  note,
  type PlatformName,
  paragraph,
  strong,
  text,
} from '#chat/index.ts';
import { type Kept, seenBy } from '#directory/index.ts';
import { privacyButtons } from './buttons.ts';
import type { Exported } from './export.ts';
import { words } from './words.ts';

/** How many groups are shown by who sees them, and how many things in each; the file has them all. */
const shownGroups = 6;
const named = 4;

/** Where somebody reads the notice: whose coalition, on what, in which space, and whether they joined. */
export interface Reader {
  readonly language: Language;
  readonly coalition: string;
  readonly platform: PlatformName;
  readonly space: string | undefined;
  readonly joined: boolean;
}

/** What is kept, who sees it, whose place this is, and what one can do about it; all of it once more, whole, as a file. */
export function noticeMessage(kept: readonly Kept[], reader: Reader): Message {
  const { language, platform, space, joined } = reader;
  const say = words[language];
  const groups = [...Map.groupBy(kept, (one) => one.seenBy[language])].toSorted(
    ([one, some], [other, more]) =>
      breadth(one, language) - breadth(other, language) || more.length - some.length,
  );
  const lines = groups.slice(0, shownGroups).map(([who, some]) => {
    const shown = some.slice(0, named).map((one) => one.what[language]);
    const more = some.length > named ? [say.andMore(some.length - named)] : [];
    return text`${strong(who)}: ${[...shown, ...more].join('; ')}`;
  });
  const others = groups.slice(shownGroups).reduce((sum, [, some]) => sum + some.length, 0);
  return message(
    say.notice,
    lines.length > 0 && heading(literal(say.noticeSeen)),
    items(...lines, ...(others > 0 ? [say.others(others)] : [])),
    paragraph(say.where(space)[platform]),
    paragraph(say.itself),
    paragraph(say.never),
    paragraph(joined ? say.yours : say.onceYours),
    joined &&
      buttons(
        button(privacyButtons.consents, say.buttons.consents),
        button(privacyButtons.export, say.buttons.export),
        button(privacyButtons.delete, say.buttons.delete, undefined, 'danger'),
      ),
    file({ name: say.file.name, type: 'text/markdown', text: noticeFile(kept, reader) }),
  );
}

/** Whoever sees most comes first. */
const widest = [seenBy.published, seenBy.joined, seenBy.found, seenBy.weavers, seenBy.operators, seenBy.you];

function breadth(words: string, language: Language): number {
  const at = widest.findIndex((one) => one[language] === words);
  return at < 0 ? widest.length : at;
}

/** The whole notice, one paragraph for each table. */
function noticeFile(kept: readonly Kept[], { language, coalition }: Reader): string {
  const say = words[language].file;
  const parts = kept.map((one) =>
    [
      `## ${one.what[language]}`,
      '',
      `- ${say.why}: ${one.why[language]}`,
      `- ${say.seenBy}: ${one.seenBy[language]}`,
      `- ${say.until}: ${one.until[language]}`,
      `- ${say.deleted}: ${say.deletes[one.deleted]}`,
    ].join('\n'),
  );
  return `${[`# ${say.title(coalition)}`, ...parts, say.pulse].join('\n\n')}\n`;
}

/** What is kept of somebody, as two files: one to read, one for machines. `stays`: the message can be read again later. */
export function exportMessage(
  kept: readonly Exported[],
  { language, coalition, stays }: { language: Language; coalition: string; stays: boolean },
): Message {
  const say = words[language];
  const files = exportFiles(kept, { language, coalition, title: say.exportTitle(coalition) });
  return message(stays ? say.exported : say.exportedHere, ...files, note(say.exportNote));
}

/** What is kept of an organisation, and is its own, as two files; `stays`: the message can be read again later. */
export function wholeMessage(
  kept: readonly Exported[],
  of: { language: Language; coalition: string; name: string; stays: boolean },
): Message {
  const { exported, exportedHere, title } = words[of.language].whole;
  const files = exportFiles(kept, { ...of, title: title(of.name, of.coalition) });
  return message(of.stays ? exported(of.name) : exportedHere(of.name), ...files);
}

function exportFiles(
  kept: readonly Exported[],
  { language, coalition, title }: { language: Language; coalition: string; title: string },
): readonly [Block, Block] {
  const say = words[language];
  const whole = kept.map(({ what, rows }) => ({ what: what[language], rows }));
  return [
    file({
      name: `${say.exportName}.md`,
      type: 'text/markdown',
      text: readable(title, whole, say.nothingKept),
    }),
    file({
      name: `${say.exportName}.json`,
      type: 'application/json',
      text: JSON.stringify({ coalition, kept: whole }, undefined, 2),
    }),
  ];
}

type Whole = readonly { readonly what: string; readonly rows: Exported['rows'] }[];

function readable(title: string, whole: Whole, nothing: string): string {
  const parts = whole.map(({ what, rows }) =>
    [`## ${what}`, ...rows.map((row) => lines(row).join('\n'))].join('\n\n'),
  );
  return `${[`# ${title}`, ...(parts.length > 0 ? parts : [nothing])].join('\n\n')}\n`;
}

function lines(row: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== '')
    .map(
      ([column, value]) =>
        `- ${spaced(column)}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
}

/** “joinedAt” as “joined at”. */
const spaced = (column: string) => column.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
