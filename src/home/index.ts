/**
 * Home: what waits for a person, the weekly bundle, and how much Weft may say to them.
 *
 * `/weft home show` → "2 things wait for you." with the buttons to settle each.
 */
import { message, note } from '#chat/index.ts';
import { command, type Feature, handle, joined, press } from '#directory/index.ts';
import { bundleDue, bundleKind } from './bundle.ts';
import { homeButtons } from './buttons.ts';
import { keeps } from './keeps.ts';
import { messageBehind, setManner } from './less.ts';
import { showHome } from './show.ts';
import { words } from './words.ts';

export { mannersOf, setManner } from './less.ts';
export { manner } from './manner.ts';

const choices = (['now', 'bundle', 'never'] as const).map((value) => ({
  value,
  label: { en: words.en.manners[value] },
}));

/** The feature; it asks all features what waits, so it is handed the list. */
export function createHome(all: () => readonly Feature[]): Feature {
  const kinds = () => all().flatMap((feature) => feature.kinds ?? []);
  const aboutOf = (kind: string) => kinds().find((one) => one.name === kind)?.about.en ?? kind;
  return {
    name: 'home',
    commands: [
      command({
        topic: 'home',
        verb: 'show',
        about: { en: 'What waits for you' },
        example: 'home show',
        may: 'joined',
        run: async (context) => await showHome(joined(context), all()),
      }),
    ],
    presses: handle(homeButtons, {
      open: press({ may: 'joined', run: async (context) => await showHome(joined(context), all()) }),
      why: press({
        may: 'joined',
        subject: messageBehind,
        run: async (context, { row }) => {
          const say = words[context.language];
          return message(say.why(aboutOf(row.kind)), note(say.whyChange));
        },
      }),
      less: press({
        may: 'joined',
        subject: messageBehind,
        steps: [
          {
            title: { en: words.en.lessTitle },
            fields: {
              manner: { kind: 'choice', label: { en: words.en.manner }, required: true, options: choices },
            },
          },
        ],
        open: async (context, { row }) => ({ intro: words[context.language].lessIntro(aboutOf(row.kind)) }),
        run: async (context, { row }, values) => {
          const chosen = values.manner;
          // The weekly message cannot wait in itself.
          const wanted = row.kind === bundleKind.name && chosen === 'bundle' ? 'now' : chosen;
          await setManner(context, joined(context).person, row.kind, wanted);
          return message(words[context.language].set(aboutOf(row.kind), wanted));
        },
      }),
    }),
    kinds: [bundleKind],
    dues: [bundleDue(kinds)],
    keeps,
    first: (language) => words[language].first,
  };
}
