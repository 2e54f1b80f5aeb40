/**
 * Privacy: what is kept of people, who can see it, and how to take it or delete it.
 *
 * `/weft privacy export` → everything that is kept of you, as two files.
 */
import { type Message, message, phrasesOf } from '#chat/index.ts';
import { type Context, command, type Feature, handle, joined, press } from '#directory/index.ts';
import { type ConsentsGiven, changeConsents, saidConsents } from '#profile/index.ts';
import { privacyButtons } from './buttons.ts';
import { deletePerson, openDelete } from './delete.ts';
import { consentSteps, deleteSteps } from './form.ts';
import { hideName } from './hide-name.ts';
import { keptBy } from './kept.ts';
import { exportKind, unsayKind } from './kinds.ts';
import { noticeMessage } from './messages.ts';
import { takeKept } from './take.ts';
import { words } from './words.ts';
import { writeDepartureDue, writeDownDue } from './write-down.ts';

export { erasePerson } from './delete.ts';
export { noteDeparture, type Whole } from './departure.ts';
export { eraseKept } from './erase.ts';
export { exportKept } from './export.ts';
export { heldOf } from './held.ts';
export { keptBy } from './kept.ts';
export { wholeMessage } from './messages.ts';
export { replayDeletions } from './replay.ts';
export { resealAll } from './reseal.ts';
export { isWrittenTo } from './take.ts';
export { exportOrganisation } from './whole-export.ts';
export { heldOfOrganisation } from './whole-held.ts';
export { dropOrganisation } from './whole-organisation.ts';
export { whoseRows } from './whose.ts';

const phrase = phrasesOf(words);

/**
 * The feature; it asks every feature what it keeps, so it is handed the list. Deletions are written into the file
 * `deletions`, if there is one.
 */
export function createPrivacy(given: {
  readonly features: () => readonly Feature[];
  readonly deletions: string | undefined;
}): Feature {
  const { features, deletions } = given;

  const openConsents = async (context: Context) => {
    const me = joined(context);
    const said = await saidConsents(me, me.person);
    return { intro: words[me.language].consentsIntro, values: { reach: 'nothing', ...said } };
  };
  const consents = async (context: Context, values: ConsentsGiven): Promise<Message> => {
    const me = joined(context);
    const say = words[me.language];
    const changed = await changeConsents(me, me.person, values, features());
    return message(
      changed.length > 0 ? say.consentsSet(changed.map((one) => say.consents[one])) : say.consentsSame,
    );
  };
  const take = async (context: Context) => await takeKept(joined(context), features());
  const erase = async (
    context: Context,
    { keep = false, sure }: { readonly keep: boolean | undefined; readonly sure: string },
  ): Promise<Message> => {
    const say = words[context.language];
    return message(say.deleted(await deletePerson(joined(context), { keep, sure }, features())));
  };

  return {
    name: 'privacy',
    commands: [
      command({
        topic: 'privacy',
        verb: 'notice',
        about: phrase((say) => say.commands.notice),
        example: 'privacy notice',
        may: 'anyone',
        run: async ({ language, coalition, platform, space, person }) =>
          noticeMessage(keptBy(features()), {
            ...{ language, platform, joined: person !== undefined },
            ...{ coalition: coalition?.name ?? 'Weft', space: space?.name },
          }),
      }),
      command({
        topic: 'privacy',
        verb: 'consents',
        about: phrase((say) => say.commands.consents),
        example: 'privacy consents',
        may: 'joined',
        steps: consentSteps,
        open: openConsents,
        run: consents,
      }),
      command({
        topic: 'privacy',
        verb: 'export',
        about: phrase((say) => say.commands.export),
        example: 'privacy export',
        may: 'present',
        run: take,
      }),
      command({
        topic: 'privacy',
        verb: 'delete',
        about: phrase((say) => say.commands.delete),
        example: 'privacy delete',
        may: 'present',
        steps: deleteSteps,
        open: async (context) => await openDelete(joined(context)),
        run: erase,
      }),
    ],
    presses: handle(privacyButtons, {
      consents: press({
        may: 'joined',
        steps: consentSteps,
        open: openConsents,
        run: async (context, _subject, values) => await consents(context, values),
      }),
      export: press({ may: 'present', run: take }),
      delete: press({
        may: 'present',
        steps: deleteSteps,
        open: async (context) => await openDelete(joined(context)),
        run: async (context, _subject, values) => await erase(context, values),
      }),
    }),
    kinds: [exportKind, unsayKind],
    dues: deletions === undefined ? [] : [writeDownDue(deletions), writeDepartureDue(deletions)],
    withdrew: async (act, person, consent) => {
      if (consent === 'found') await hideName(act, person, features());
    },
    first: (language) => words[language].first,
  };
}
