/**
 * Profile: what a person says of themselves, what they agree to, and how Weft may write to them.
 *
 * `/weft profile snooze in 3 weeks` → "Paused until 2 June, 12:00."
 */
import { type Message, type Text, text } from '#chat/index.ts';
import {
  command,
  type Feature,
  handle,
  type JoinedContext,
  joined,
  leadsNoMore,
  nowLeads,
  press,
} from '#directory/index.ts';
import { profileButtons } from './buttons.ts';
import { saidConsents } from './consents.ts';
import { editProfile, openProfile } from './edit.ts';
import { forgetProfile } from './forget.ts';
import { type ProfileGiven, profileSteps } from './form.ts';
import {
  mannerMessage,
  mannersMessage,
  ownProfileMessage,
  profileMessage,
  snoozedMessage,
} from './messages.ts';
import { chooseManner, kindsOf, listManners, lookUpKinds } from './notifications.ts';
import { findProfile } from './show.ts';
import { snooze } from './snooze.ts';
import { words } from './words.ts';

export { changeConsents, saidConsents } from './consents.ts';
export { type ConsentsGiven, consentFields } from './form.ts';

const say = words.en;
const kind = {
  kind: 'lookup',
  of: 'notification',
  label: { en: say.kind },
  hint: { en: say.kindHint },
} as const;
const manner = {
  kind: 'choice',
  label: { en: say.manner },
  options: [
    { value: 'now', label: { en: say.manners.now } },
    { value: 'bundle', label: { en: say.manners.bundle } },
    { value: 'never', label: { en: say.manners.never } },
  ],
} as const;

/** The feature; it is handed the features: it lists their kinds, and they show anew who changed. */
export function createProfile({ features }: { readonly features: () => readonly Feature[] }): Feature {
  const kinds = () => kindsOf(features());
  return {
    name: 'profile',
    commands: [
      command({
        topic: 'profile',
        verb: 'edit',
        about: { en: say.about.edit },
        example: 'profile edit',
        may: 'joined',
        steps: profileSteps,
        open: async (context) => await openProfile(joined(context)),
        run: async (context, values) => await edited(joined(context), values, features()),
      }),
      command({
        topic: 'profile',
        verb: 'show',
        about: { en: say.about.show },
        example: 'profile show',
        may: 'joined',
        options: { person: { kind: 'lookup', of: 'person', label: { en: say.whose } } },
        run: async (context, { person }) => await shown(joined(context), person),
      }),
      command({
        topic: 'profile',
        verb: 'snooze',
        about: { en: say.about.snooze },
        example: 'profile snooze in 3 weeks',
        may: 'joined',
        // Text, not a moment, so that "off" can be said.
        options: {
          until: {
            kind: 'text',
            label: { en: say.until },
            hint: { en: say.untilHint },
            required: true,
            max: 100,
          },
        },
        run: async (context, { until }) =>
          snoozedMessage(await snooze(joined(context), until), context.language),
      }),
      command({
        topic: 'profile',
        verb: 'notifications',
        about: { en: say.about.notifications },
        example: 'profile notifications',
        may: 'joined',
        options: { kind, manner },
        run: async (context, given) =>
          given.kind === undefined && given.manner === undefined
            ? mannersMessage(await listManners(joined(context), kinds()), context.language)
            : mannerMessage(await chooseManner(joined(context), kinds(), given), context.language),
      }),
    ],
    presses: handle(profileButtons, {
      edit: press({
        may: 'joined',
        steps: profileSteps,
        open: async (context) => await openProfile(joined(context)),
        run: async (context, _subject, values) => await edited(joined(context), values, features()),
      }),
      notify: press({
        may: 'joined',
        steps: [
          {
            title: { en: say.titles.notify },
            fields: { kind: { ...kind, required: true }, manner: { ...manner, required: true } },
          },
        ],
        run: async (context, _subject, given) =>
          mannerMessage(await chooseManner(joined(context), kinds(), given), context.language),
      }),
      leads: press({
        may: 'vouched',
        answers: 'instead',
        async run(context) {
          const here = joined(context);
          await nowLeads(here, here.coalition.id, here.person.id);
          return await own(here, words[here.language].leadsNow);
        },
      }),
      leadsNot: press({
        may: 'joined',
        answers: 'instead',
        async run(context) {
          const here = joined(context);
          await leadsNoMore(here, here.coalition.id, here.person.id);
          return await own(here, words[here.language].leadsNoMore);
        },
      }),
    }),
    lookups: {
      notification: async (context, written) => lookUpKinds(kinds(), context.language, written),
    },
    deletes: forgetProfile,
    first: (language) => words[language].first,
  };
}

async function edited(
  context: JoinedContext,
  values: ProfileGiven,
  features: readonly Feature[],
): Promise<Message> {
  const { saved, stepped } = words[context.language];
  const { steppedDownFrom } = await editProfile(context, values, features);
  return await own(
    context,
    steppedDownFrom === undefined ? saved : text`${saved} ${stepped(steppedDownFrom)}`,
  );
}

async function shown(context: JoinedContext, personId: string | undefined): Promise<Message> {
  if (personId === undefined || personId === context.person.id) return await own(context);
  return profileMessage(await findProfile(context, personId), context.language);
}

async function own(context: JoinedContext, lead?: Text): Promise<Message> {
  const { person, now, language } = context;
  const profile = await findProfile(context, person.id);
  return ownProfileMessage(profile, await saidConsents(context, person), {
    now,
    language,
    ...(lead && { lead }),
  });
}
