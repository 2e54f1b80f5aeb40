import { closestLanguage, facts, literal, message, phrasesOf } from '#chat/index.ts';
import { type Kind, tellMany } from '#delivery/index.ts';
import { type Act, holdersOf } from '#directory/index.ts';
import { type Action, findAction } from './find.ts';
import { words } from './words.ts';

/** Nobody approves an action: weavers are only told, in their weekly message. */
export const announcedKind: Kind = {
  name: 'action.announced',
  lane: 4,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: phrasesOf(words)((say) => say.about.announced),
  keepFor: { days: 8 },
  async wanted(act, row) {
    return (await findAction(act, row.coalitionId, row.subject))?.state === 'posted';
  },
};

/** Tells weavers what was announced, but whoever announced it. */
export async function tellWeavers(act: Act, one: Action): Promise<void> {
  const weavers = await holdersOf(act.tx, one.coalitionId, 'weaver');
  await tellMany(
    act,
    announcedKind,
    weavers
      .filter(({ id }) => id !== one.announcerId)
      .map(({ id: personId, language }) => {
        const say = words[closestLanguage(language)];
        return {
          coalitionId: one.coalitionId,
          subject: one.id,
          to: { kind: 'person', personId },
          message: message(
            say.announced(one.title),
            facts(
              { label: say.facts.when, value: say.when(one.startsAt, one.zone) },
              { label: say.facts.where, value: literal(one.place) },
            ),
          ),
        };
      }),
  );
}
