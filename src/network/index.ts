/**
 * The network: who works with whom, how it does, and how both change. Sums of many, and ties people agreed to show.
 *
 * `/weft network map` → “Clear Rivers: 11 organisations, 31 ties between them, 3 groups.” with the map.
 */
import {
  coalitionBehind,
  command,
  type Feature,
  handle,
  joined,
  press,
  writeAudit,
} from '#directory/index.ts';
import { networkButtons } from './buttons.ts';
import { networkDigest } from './digest.ts';
import { viewSteps, whichOption } from './form.ts';
import { readHealth } from './health.ts';
import { keeps } from './keeps.ts';
import { readNetwork, type Which } from './map.ts';
import { fileMessage, mapMessage } from './map-messages.ts';
import { healthMessage, viewMessage } from './messages.ts';
import { keepsOfOrganisations } from './organisation-left.ts';
import { keepView, leave, openView, quarterAsked } from './view.ts';
import { createWaits } from './waits.ts';
import { beginDue, weeklyDue } from './week.ts';
import { words } from './words.ts';

const exportAs = (which: Which, format: 'csv' | 'kumu') =>
  press({
    may: which === 'people' ? 'weaver' : 'joined',
    subject: coalitionBehind,
    run: async (context) => {
      const me = joined(context);
      const network = await readNetwork(me, which);
      await writeAudit(me, {
        ...{ coalitionId: me.coalition.id, personId: me.person.id, act: 'network.exported' },
        detail: { which, format },
      });
      return await fileMessage(network, which, format, me.language);
    },
  });

/** The feature; it counts what every feature counts. */
export const createNetwork = (all: () => readonly Feature[]): Feature => ({
  name: 'network',
  commands: [
    command({
      topic: 'network',
      verb: 'map',
      about: { en: words.en.about.map },
      example: 'network map organisations',
      may: 'joined',
      options: { of: whichOption },
      run: async (context, { of = 'organisations' }) => {
        const me = joined(context);
        return mapMessage(await readNetwork(me, of), of, me.coalition, me.language);
      },
    }),
    command({
      topic: 'network',
      verb: 'health',
      about: { en: words.en.about.health },
      example: 'network health',
      may: 'joined',
      run: async (context) => {
        const me = joined(context);
        const asksView = quarterAsked(me) !== undefined;
        return healthMessage(await readHealth(me, all()), me.coalition, me.language, asksView);
      },
    }),
  ],
  presses: handle(networkButtons, {
    csv: exportAs('organisations', 'csv'),
    kumu: exportAs('organisations', 'kumu'),
    peopleCsv: exportAs('people', 'csv'),
    peopleKumu: exportAs('people', 'kumu'),
    view: press({
      may: 'principal',
      subject: coalitionBehind,
      steps: viewSteps,
      open: async (context) => await openView(joined(context)),
      run: async (context, _coalition, { climate, skills, win = '' }) => {
        const me = joined(context);
        return viewMessage(await keepView(me, { climate, skills, win }), me.language);
      },
    }),
  }),
  dues: [beginDue, weeklyDue(all)],
  waits: createWaits(all),
  digest: networkDigest,
  keeps,
  keepsOfOrganisations,
  left: leave,
  deletes: leave,
  first: (language) => words[language].first,
});
