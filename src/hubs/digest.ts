import { button } from '#chat/index.ts';
import { type Act, bandOf, type DigestItem, type DigestSection, type Reading } from '#directory/index.ts';
import { hubButtons } from './buttons.ts';
import { hubsSpokenFor } from './figures.ts';
import { words } from './words.ts';

/** To operators: hubs that nobody speaks for, each; and those with one representative alone, together. */
export async function hubsDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const say = words[reading.language];
  const all = await hubsSpokenFor(act, reading.coalition.id);
  const items = all
    .filter(({ speakers }) => speakers === 0)
    .map(
      ({ id, name }): DigestItem => ({
        ...{ key: `hub-speaker:${id}`, state: 'nobody', urgency: 3 },
        ...{ text: say.nobodySpeaks(name), buttons: [button(hubButtons.edit, say.speakerButton, id)] },
      }),
    );
  const one = all.filter(({ speakers }) => speakers === 1).map(({ name }) => name);
  const thin: DigestItem[] =
    one.length === 0
      ? []
      : [
          {
            ...{ key: 'hubs-one-speaker', state: bandOf(one.length) },
            text: say.oneSpeaks(one.length, one.slice(0, 5)),
          },
        ];
  return [{ name: 'roles', items: [...items, ...thin] }];
}
