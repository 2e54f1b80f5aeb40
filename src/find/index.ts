/**
 * Find: people who let themselves be found, and organisations, by words.
 *
 * `/weft find people zoning law` → "2 people fit." with a line about each.
 */
import { withBlocks } from '#chat/index.ts';
import { command, type Feature, joined } from '#directory/index.ts';
import { hidingBlocks, noteShown, refuseWalking } from '#safety/index.ts';
import { organisationHides } from './hides.ts';
import { organisationsMessage, peopleMessage } from './messages.ts';
import { findOrganisations } from './organisations.ts';
import { findPeople } from './people.ts';
import { words } from './words.ts';

const say = words.en;
const wordsField = (label: string) => ({ kind: 'text', label: { en: label }, max: 200 }) as const;
const roles = (['principal', 'driver', 'weaver', 'operator'] as const).map((value) => ({
  value,
  label: { en: say.roles[value] },
}));

/** The feature. */
export function createFind(): Feature {
  return {
    name: 'find',
    commands: [
      command({
        topic: 'find',
        verb: 'people',
        about: { en: say.about.people },
        example: 'find people zoning law',
        may: 'vouched',
        options: {
          words: wordsField(say.labels.words),
          skill: wordsField(say.labels.skill),
          issue: wordsField(say.labels.issue),
          place: wordsField(say.labels.place),
          role: { kind: 'choice', label: { en: say.labels.role }, options: roles },
          language: wordsField(say.labels.language),
          hub: { kind: 'lookup', of: 'hub', label: { en: say.labels.hub } },
        },
        free: 'words',
        async run(context, wanted) {
          const here = joined(context);
          await refuseWalking(here);
          const listed = await findPeople(here, wanted);
          await noteShown(
            here,
            listed.found.map(({ id }) => id),
          );
          return peopleMessage(listed, context.language);
        },
      }),
      command({
        topic: 'find',
        verb: 'organisations',
        about: { en: say.about.organisations },
        example: 'find organisations water testing',
        may: 'joined',
        options: {
          words: wordsField(say.labels.words),
          issue: wordsField(say.labels.issue),
          place: wordsField(say.labels.place),
        },
        free: 'words',
        async run(context, wanted) {
          const me = joined(context);
          const listed = await findOrganisations(me, wanted);
          const [only, another] = listed.found;
          return withBlocks(
            organisationsMessage(listed, me.language),
            ...(only && !another ? await hidingBlocks(me, only.id) : []),
          );
        },
      }),
    ],
    presses: {},
    hides: [organisationHides],
    first: (language) => words[language].first,
  };
}
