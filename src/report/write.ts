import { closestLanguage, type TextFile } from '#chat/index.ts';
import { isPartTold, isTold, outside } from '#directory/index.ts';
import { type Part, writeMarkdown } from './markdown.ts';
import type { ReportContents } from './tables.ts';
import { words } from './words.ts';

/** What is put into words: the frozen contents, and the organisations that may be named now. */
export interface Written {
  readonly contents: ReportContents;
  /** as a BCP 47 tag */
  readonly language: string;
  readonly named: readonly string[];
}

/** A report as the file that goes out. */
export function reportFile(written: Written): TextFile {
  return {
    name: `report-${written.contents.until}.md`,
    type: 'text/markdown',
    text: writeMarkdown(partsOf(written)),
  };
}

/** A report, part by part. No number under five is in it, and none follows from two others that are. */
export function partsOf({ contents, language: tag, named }: Written): readonly Part[] {
  const language = closestLanguage(tag);
  const say = words[language].report;
  const { name, purpose, from, until, lines } = contents;
  const { people = 0, hubs = 0, introduced = 0, met = 0, pastActions = 0, partsTaken = 0 } = contents.figures;
  const { organisations = 0, signed = 0 } = contents.figures;
  const told = (count: number) => outside(count, language);
  const line = (label: string, value: string) => part('item', say.line(label, value));
  const more = Math.max(0, organisations - named.length);
  const isAll = more === 0 && isTold(organisations);
  // Beside the names, the number of all would say how few are not among them.
  const isCounted = named.length === 0 || isAll || isTold(more);
  const isSignedTold = !isTold(signed) || isPartTold(signed, organisations);
  // Who met may have been introduced before; a small difference is kept from being taken for people all the same.
  const isMetTold = !isTold(met) || !isTold(introduced) || isTold(Math.abs(introduced - met));
  return [
    part('title', say.title(name)),
    part('paragraph', say.span(Temporal.PlainDate.from(from), Temporal.PlainDate.from(until))),
    ...section(say.purpose, paragraphs(purpose)),
    part('heading', say.who),
    line(say.people, told(people)),
    line(say.organisations, isCounted ? told(organisations) : say.namedBelow),
    line(say.signed, isSignedTold ? told(signed) : say.mostOfThem),
    line(say.hubs, told(hubs)),
    part('heading', say.together),
    line(say.introduced, told(introduced)),
    line(say.met, isMetTold ? told(met) : say.asMany),
    part('heading', say.done),
    line(say.actions, told(pastActions)),
    line(say.parts, told(partsTaken)),
    ...section(say.came, items(lines)),
    ...section(say.named, items(named)),
    ...(named.length === 0 || isAll ? [] : [part('paragraph', say.more(told(more)))]),
    part('paragraph', say.note),
  ];
}

/** A heading and what stands under it, if anything does. */
const section = (title: string, under: readonly Part[]): readonly Part[] =>
  under.length === 0 ? [] : [part('heading', title), ...under];
const part = (kind: Part['kind'], text: string): Part => ({ kind, words: text });
const items = (lines: readonly string[]) => lines.map((one) => part('item', one));

/** What somebody wrote on several lines. */
const paragraphs = (text: string): readonly Part[] =>
  text
    .split(/[\r\n\v\f\u0085\u2028\u2029]+/)
    .filter((one) => one.trim() !== '')
    .map((one) => part('paragraph', one));
