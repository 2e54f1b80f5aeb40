import {
  type Block,
  type Button,
  button,
  buttons,
  heading,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
} from '#chat/index.ts';
import { addressOf } from './address.ts';
import { introButtons as press } from './buttons.ts';
import { limits } from './limits.ts';
import { aloneButtons, claimButtons, followButtons, offerButtons, outcomeButtons } from './messages.ts';
import type { Mine, MyAsk } from './mine.ts';
import type { Party } from './parties.ts';
import { words } from './words.ts';

/** Everything of one's own: offers to answer, yeses, introductions and what came of them, asks. */
export function mineMessage(given: {
  waiting: readonly Mine[];
  yes: readonly Mine[];
  introduced: readonly Mine[];
  asks: readonly MyAsk[];
  language: Language;
}): Message {
  const { waiting, yes, introduced, asks, language } = given;
  const say = words[language];
  if (waiting.length + yes.length + introduced.length + asks.length === 0) {
    return message(say.mine.none, paragraph(say.mine.empty));
  }
  return message(
    say.mine.first,
    waiting.length > 0 && heading(say.mine.offers),
    ...waiting.flatMap(({ introduction: one, side, other }) => [
      paragraph(say.waitsOffer(other, one.lapsesAt ?? one.offeredAt)),
      buttons(...offerButtons(one, side.id, language)),
    ]),
    yes.length > 0 && heading(say.mine.yes),
    ...yes.flatMap(({ introduction: one, side, other }) => [
      paragraph(say.mineYes(other, one.lapsesAt ?? one.offeredAt)),
      buttons(button(press.decline, say.buttons.takeBack, side.id)),
    ]),
    introduced.length > 0 && heading(say.mine.introduced),
    ...introduced.slice(0, 5).flatMap((one) => introducedBlocks(one, language)),
    asks.length > 0 && heading(say.mine.asks),
    ...asks.flatMap((one) => askBlocks(one, language)),
  );
}

function introducedBlocks(
  { introduction: one, side, other, follow }: Mine,
  language: Language,
): readonly Block[] {
  const say = words[language];
  const line = say.mineIntroduced(
    other,
    one.introducedAt ?? one.offeredAt,
    follow?.answer ?? null,
    follow?.outcome ?? null,
  );
  const needsAddress = one.state === 'introduced' && one.reach === 'addresses' && addressOf(side) === '';
  const asks = other.gone ? [] : followUpButtons(follow, language);
  return [
    paragraph(line),
    buttons(...(needsAddress ? [button(press.address, say.buttons.address, side.id, 'main')] : []), ...asks),
  ];
}

function followUpButtons(follow: Mine['follow'], language: Language): readonly Button[] {
  if (follow === undefined) return [];
  if (follow.answer === null || follow.answer === 'not yet') return followButtons(follow.id, language);
  const more = follow.answer === 'met' && (follow.outcome === null || follow.outcome === 'nothing yet');
  return more ? outcomeButtons(follow.id, language) : [];
}

function askBlocks({ ask: one, mayGoAlone }: MyAsk, language: Language): readonly Block[] {
  const say = words[language];
  const aloneAt = one.aloneAt ?? one.askedAt.add({ hours: limits.askHours });
  return [
    paragraph(say.mineAsk(one.words, one.state, aloneAt)),
    buttons(...aloneButtons(one.id, language).filter((each) => mayGoAlone || each.press !== press.alone)),
  ];
}

/** One’s own blocks, each with a way to lift it; `lead` says what was just done. */
export function blocksMessage(
  blocked: readonly { readonly id: string; readonly name: string }[],
  language: Language,
  lead?: Message['text'],
): Message {
  const say = words[language];
  if (blocked.length === 0) return message(lead ?? say.noBlocks);
  const lift = blocked.slice(-25).map((one) => button(press.unblock, say.buttons.lift(one.name), one.id));
  const rows = [0, 5, 10, 15, 20].map((from) => buttons(...lift.slice(from, from + 5)));
  return message(lead ?? say.blocks, ...rows, note(say.blockNote));
}

/** Whom one knows, who says so and waits, and whom one named. */
export function tiesMessage(
  given: {
    known: readonly Party[];
    asked: readonly { readonly id: string; readonly by: Party }[];
    named: readonly Party[];
  },
  language: Language,
  lead?: Message['text'],
): Message {
  const { known, asked, named } = given;
  const say = words[language];
  const first = known.length > 0 ? say.ties(known.length) : say.noTies;
  return message(
    lead ?? first,
    known.length > 0 && paragraph(literal(listed(known.map((one) => one.name)))),
    asked.length > 0 && heading(say.tiesAsked),
    ...asked
      .slice(0, 4)
      .flatMap(({ id, by }) => [paragraph(say.claims(by)), buttons(...claimButtons(id, language))]),
    named.length > 0 && heading(say.tiesNamed),
    named.length > 0 && paragraph(literal(listed(named.map((one) => one.name)))),
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 30);
  return names.length > shown.length
    ? `${shown.join(', ')} (${names.length - shown.length}+)`
    : shown.join(', ');
}
