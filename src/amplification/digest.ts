import { button } from '#chat/index.ts';
import { type Act, bandOf, type DigestItem, type DigestSection, type Reading } from '#directory/index.ts';
import { amplifyButtons } from './buttons.ts';
import { countSupport, supportSince } from './figures.ts';
import { limits } from './limits.ts';
import { shown } from './shown.ts';
import { unansweredIn } from './weavers.ts';
import { words } from './words.ts';

/** So many requests are read, the oldest; those after them come once these are answered or have ended. */
const most = 100;

/** To operators how support was shared out, and to them and weavers what nobody has answered for three days. */
export async function amplificationDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  const requests = await requestsDigest(act, reading);
  return reading.reader === 'operator' ? [await supportDigest(act, reading), requests] : [requests];
}

async function supportDigest(act: Act, { coalition, since, language }: Reading): Promise<DigestSection> {
  const say = words[language];
  const of = { coalitionId: coalition.id, since };
  const counts = await countSupport(act, of);
  if (counts.asked + counts.shared === 0) return { name: 'support', items: [] };
  const items = (await supportSince(act, of)).map(({ id, name, asked, gave }): DigestItem => {
    // Of fewer one could guess who.
    const told = gave >= limits.toldFrom ? gave : undefined;
    const state = `${bandOf(asked)} ${told === undefined ? '' : bandOf(told)}`;
    return { key: `support:${id}`, state, text: say.supported(name, asked, told) };
  });
  return { name: 'support', lead: say.digest(counts), items };
}

async function requestsDigest(act: Act, reading: Reading): Promise<DigestSection> {
  const { coalition, hubIds, language, personId } = reading;
  const say = words[language];
  const left = await shown(act, await unansweredIn(act, coalition.id, hubIds, most));
  const items = left.map((one): DigestItem => {
    const { id, requesterId } = one.request;
    const asked = { key: `request:${id}`, state: 'unanswered', urgency: 2, text: say.helpLine(one) } as const;
    // Nobody takes up their own.
    if (requesterId === personId) return asked;
    return { ...asked, buttons: [button(amplifyButtons.take, say.button.will, id)] };
  });
  return { name: 'requests', items };
}
