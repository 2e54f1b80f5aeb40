import {
  type Block,
  button,
  buttons,
  english,
  heading,
  items,
  joined,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  picture,
  quote,
  strong,
  type Text,
  text,
  withBlocks,
} from '#chat/index.ts';
import { bank } from './bank.ts';
import { pulseButtons } from './buttons.ts';
import type { Comments } from './comments.ts';
import type { AskedQuestion, Pulse } from './find.ts';
import type { OwnQuestion } from './questions.ts';
import type { Result, Results, Slice, Themes } from './results.ts';
import { words } from './words.ts';

/** The message with the button, which never changes. It goes to many, in the first language. */
export function openMessage(pulse: Pulse, before: Pulse | undefined): Message {
  const say = words.en;
  return message(
    say.open(pulse.questions.length),
    ...didBlocks(before, 'en'),
    paragraph(say.untraceable),
    note(say.until(pulse.closesAt, asksOf(pulse))),
    answerButtons(pulse, 'en'),
  );
}

/** The one reminder, the same for everyone who was asked. */
export function remindMessage(pulse: Pulse): Message {
  return message(
    words.en.remind,
    note(words.en.until(pulse.closesAt, asksOf(pulse))),
    answerButtons(pulse, 'en'),
  );
}

/** The same for a person who asks for it. */
export function answerMessage(pulse: Pulse, language: Language): Message {
  const say = words[language];
  return message(
    say.open(pulse.questions.length),
    paragraph(say.untraceable),
    note(say.until(pulse.closesAt, asksOf(pulse))),
    answerButtons(pulse, language),
  );
}

/** How many are asked, of how many who agreed: whoever invents people has to change this number. */
function asksOf({ asked, eligible }: Pulse) {
  return { asked, eligible };
}

function answerButtons(pulse: Pulse, language: Language): Block {
  const say = words[language];
  return buttons(
    button(pulseButtons.answer, say.answerButton, pulse.id, 'main'),
    button(pulseButtons.who, say.whoButton, pulse.id),
  );
}

function didBlocks(before: Pulse | undefined, language: Language): readonly Block[] {
  const say = words[language];
  // Of what was not told nobody could say what is done about it.
  if (!before || before.participation === null) return [];
  return before.did === '' ? [note(say.didNothing)] : [heading(literal(say.didLead)), quote(before.did)];
}

/** Who learns what, in plain words. */
export function whoMessage(language: Language): Message {
  const say = words[language];
  return message(say.who, items(...say.whoLines), note(say.whoNot));
}

/** The same above the form of whoever is asked for the first time, so that everyone has read it before they answer. */
export function formIntro(language: Language, isFirst: boolean): Text {
  const say = words[language];
  if (!isFirst) return joined([say.scale, say.sealedShort], '\n');
  return joined([say.scale, say.who, ...say.whoLines, say.whoNot], '\n');
}

/** A question in the reader’s words. */
export function questionWords({ id, words: own }: AskedQuestion, language: Language): string {
  return own ?? words[language].bank[id] ?? id;
}

/** What came of a pulse: words that carry every number. */
export function resultsMessage(
  { pulse, results, comments, hasSlices }: Results,
  language: Language,
): Message {
  const say = words[language];
  if (pulse.participation === null) return message(say.tooFew, paragraph(say.tooFewNext));
  return message(
    say.results(say.participation(pulse.participation, asksOf(pulse))),
    items(...results.map((one) => resultLine(one, language))),
    comments.words.length > 0 && heading(literal(say.comments)),
    ...comments.words.map((one) => quote(one)),
    buttons(hasSlices && button(pulseButtons.slices, say.slicesButton, pulse.id), more(comments, language)),
  );
}

/** More comments of a pulse. */
export function commentsMessage(comments: Comments, language: Language): Message {
  return message(
    words[language].moreComments,
    ...comments.words.map((one) => quote(one)),
    buttons(more(comments, language)),
  );
}

function more({ moreAfter }: Comments, language: Language) {
  return moreAfter !== undefined && button(pulseButtons.more, words[language].moreButton, moreAfter);
}

/** The same in a sentence or two. */
export function resultsText({ pulse, results }: Results, language: Language): Text {
  const say = words[language];
  if (pulse.state === 'void') return say.lost;
  if (pulse.participation === null) return say.tooFew;
  const lines = results.map((one) => resultLine(one, language));
  return joined([say.results(say.participation(pulse.participation, asksOf(pulse))), ...lines], ' ');
}

function resultLine({ question, median, counts }: Result, language: Language) {
  const say = words[language];
  const lead = strong(questionWords(question, language));
  if (median !== undefined) return text`${lead} ${say.medianOf(say.bandsTold([median]))}`;
  if (counts.length === 0) return text`${lead} ${say.notAnswered}`;
  const told = counts.map(({ bands, count }) => ({ bands: say.bandsTold(bands), count }));
  return text`${lead} ${say.countsOf(told)}`;
}

/** The last pulse, and how each theme went until then. */
export function trendMessage(
  results: Results | undefined,
  themes: Themes,
  zone: string,
  language: Language,
): Message {
  const say = words[language];
  if (!results) return message(say.noResults);
  const last = results.pulse.state === 'void' ? lostMessage(language) : resultsMessage(results, language);
  return withBlocks(last, ...trendBlocks(themes, zone, language));
}

/** How each theme went, for everyone; undefined while there is nothing to compare. */
export function trendOnlyMessage(themes: Themes, zone: string, language: Language): Message | undefined {
  const [, ...blocks] = trendBlocks(themes, zone, language);
  return blocks.length === 0 ? undefined : message(literal(words[language].trend), ...blocks);
}

/** The trend in words that carry every number, then as a picture; nothing until two pulses told something. */
function trendBlocks({ closedAt, shares }: Themes, zone: string, language: Language): readonly Block[] {
  const say = words[language];
  const days = closedAt.map((at) =>
    at.toZonedDateTimeISO(zone).toPlainDate().toLocaleString(languageOfDays[language], day),
  );
  const told = closedAt.filter((_, at) => [...shares.values()].some((line) => line[at] !== null));
  if (told.length < 2) return [];
  const lines = [...shares].map(([theme, line]) =>
    say.trendLine(
      say.themes[theme],
      line.flatMap((share, at) => (share === null ? [] : [`${Math.round(share * 100)} % (${days[at]})`])),
    ),
  );
  const drawn = [...shares].map(([theme, line]) => ({ name: say.themes[theme], shares: line }));
  return [
    heading(literal(say.trend)),
    items(...lines.map((line) => literal(line))),
    picture(
      { kind: 'trend', title: say.trend, labels: days, lines: drawn },
      english.cut(lines.join('; '), 1000),
    ),
  ];
}

const day = { day: 'numeric', month: 'short' } as const;
/** As days are written everywhere else. */
const languageOfDays: Readonly<Record<Language, string>> = { en: 'en-GB' };

/** What was told of single hubs. */
export function slicesMessage(slices: readonly Slice[], language: Language): Message {
  const say = words[language];
  if (slices.length === 0) return message(say.noSlices);
  return message(
    say.slices,
    ...slices.flatMap(({ of, results }) => [
      heading(literal(of.kind === 'hub' ? of.name : say.roleHeadings[of.role])),
      items(...results.map((one) => resultLine(one, language))),
    ]),
  );
}

/** A pulse whose key was lost. */
export function lostMessage(language: Language): Message {
  return message(words[language].lost, note(words[language].lostNext));
}

/** Operators are asked what is done about it. */
export function askDidMessage(results: Results, language: Language): Message {
  const say = words[language];
  const told = resultsMessage(results, language);
  const blocks = told.blocks.filter(({ kind }) => kind === 'items');
  return message(
    say.askDid,
    ...blocks,
    buttons(button(pulseButtons.did, say.didButton, results.pulse.id, 'main')),
  );
}

/** What the pulse asks: the coalition’s own questions, each with a way to stop it, and Weft’s by theme. */
export function questionsMessage(
  own: readonly OwnQuestion[],
  language: Language,
  done?: Message['text'],
): Message {
  const say = words[language];
  const ours = bank.map((one) => text`${say.themes[one.theme]}: ${questionWords(one, language)}`);
  return message(
    done ?? say.questionsLead,
    heading(literal(say.ownLead)),
    own.length === 0 && note(say.noOwn),
    ...own.flatMap((one) => [
      paragraph(text`${say.themes[one.theme]}: ${one.words}`),
      buttons(button(pulseButtons.retire, say.retireButton, one.id)),
    ]),
    done === undefined && heading(literal(say.bankLead)),
    done === undefined && items(...ours),
  );
}
