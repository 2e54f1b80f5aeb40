/**
 * Hubs: chapters, districts, working groups and caucuses that cross organisations, each with places and a time zone.
 *
 * `/weft hub join Delta` → "You are in Delta now." and, for whoever has not said their time zone, its zone from now on.
 */
import { type Field, type Given, message, withBlocks } from '#chat/index.ts';
import {
  command,
  type Feature,
  type Hub,
  handle,
  type JoinedContext,
  joined,
  press,
} from '#directory/index.ts';
import { hidingBlocks } from '#safety/index.ts';
import { addHub } from './add.ts';
import { hubButtons } from './buttons.ts';
import { closeHub } from './close.ts';
import { hubsDigest } from './digest.ts';
import { editHub } from './edit.ts';
import { countHubs } from './figures.ts';
import { addSteps, closeSteps, editSteps, longestName } from './form.ts';
import { hubHides } from './hides.ts';
import { leaveHub } from './join.ts';
import { keeps } from './keeps.ts';
import { askedKind, closedKind, letInKind, speaksKind } from './kinds.ts';
import { askBehind, asksWaiting, forgetDue, joinOrAsk, letIn } from './let-in.ts';
import { listHubs, membersOf } from './list.ts';
import { setListed } from './listing.ts';
import { addedMessage, editedMessage, leftMessage, listingMessage, listMessage } from './messages.ts';
import { remarkHubs } from './remark.ts';
import { endHubs, speakersOf } from './speakers.ts';
import { hubBehind, hubToChange, hubToLeave, lookUpJoinable, lookUpOwn } from './which.ts';
import { words } from './words.ts';

export { hubButtons } from './buttons.ts';

const lookup = (of: string) => ({ kind: 'lookup', of, label: { en: words.en.hub } }) as const satisfies Field;

async function list(context: JoinedContext, id: string, listed: boolean) {
  const hub = await hubToChange(context, id, hubButtons.edit);
  return listingMessage(await setListed(context, hub, listed), context.language);
}

async function leave(context: JoinedContext, id: string | undefined) {
  const hub = await hubToLeave(context, id, hubButtons.leave);
  return leftMessage(hub, (await leaveHub(context, hub)).spoke, context.language);
}

async function openEdit(context: JoinedContext, hub: Hub) {
  const { name, zone, places } = hub;
  const speakers = await speakersOf(context.tx, hub);
  return {
    intro: words[context.language].editIntro(speakers.map((one) => one.name)),
    values: { name, zone, places },
  };
}

async function openClose(context: JoinedContext, hub: Hub) {
  return {
    intro: words[context.language].closeIntro(hub.name, await membersOf(context, hub.id)),
    values: {},
  };
}

async function close(context: JoinedContext, hub: Hub, sure: boolean) {
  const say = words[context.language];
  if (!sure) return message(say.stays(hub.name));
  return message(say.closed(hub.name, await closeHub(context, hub)));
}

// The command's form is pinned to the hub it was opened for.
const pinned = <O extends { values: Given }>(opening: O, hub: Hub): O => ({
  ...opening,
  values: { ...opening.values, hub: hub.id },
});

export const hubs: Feature = {
  name: 'hubs',
  commands: [
    command({
      topic: 'hub',
      verb: 'add',
      about: { en: 'Open a chapter, district or group' },
      example: 'hub add Plains',
      may: 'vouched',
      options: { name: { kind: 'text', label: { en: words.en.name }, max: longestName } },
      free: 'name',
      steps: addSteps,
      open: async (context, given) => ({ values: { zone: joined(context).coalition.zone, ...given } }),
      run: async (context, values) => addedMessage(await addHub(joined(context), values), context.language),
    }),
    command({
      topic: 'hub',
      verb: 'join',
      about: { en: 'Join a hub' },
      example: 'hub join Delta',
      may: 'joined',
      options: { hub: { ...lookup('joinable-hub'), required: true } },
      run: async (context, { hub }) => await joinOrAsk(joined(context), hub),
    }),
    command({
      topic: 'hub',
      verb: 'leave',
      about: { en: 'Leave a hub' },
      example: 'hub leave',
      may: 'joined',
      options: { hub: lookup('own-hub') },
      run: async (context, { hub }) => await leave(joined(context), hub),
    }),
    command({
      topic: 'hub',
      verb: 'edit',
      about: { en: 'Change a hub and who represents it' },
      example: 'hub edit Delta',
      may: 'joined',
      options: { hub: lookup('hub') },
      steps: editSteps,
      open: async (context, given) => {
        const hub = await hubToChange(joined(context), idIn(given), hubButtons.edit);
        return pinned(await openEdit(joined(context), hub), hub);
      },
      run: async (context, { hub, ...values }) => {
        const meant = await hubToChange(joined(context), hub, hubButtons.edit);
        return editedMessage(await editHub(joined(context), meant, values), context.language);
      },
    }),
    command({
      topic: 'hub',
      verb: 'close',
      about: { en: 'Close a hub' },
      example: 'hub close Delta',
      may: 'joined',
      options: { hub: lookup('hub') },
      steps: closeSteps,
      open: async (context, given) => {
        const hub = await hubToChange(joined(context), idIn(given), hubButtons.close);
        return pinned(await openClose(joined(context), hub), hub);
      },
      run: async (context, { hub, sure }) =>
        await close(joined(context), await hubToChange(joined(context), hub, hubButtons.close), sure),
    }),
    command({
      topic: 'hub',
      verb: 'list',
      about: { en: 'Hubs, and which ones you are in' },
      example: 'hub list',
      may: 'joined',
      options: { words: { kind: 'text', label: { en: 'Words in its name or places' }, max: 100 } },
      async run(context, values) {
        const me = joined(context);
        const listing = await listHubs(me, values.words);
        const [only, another] = listing.shown;
        return withBlocks(
          listMessage(listing, values.words, me.language),
          ...(only && !another ? await hidingBlocks(me, only.hub.id) : []),
        );
      },
    }),
  ],
  presses: handle(hubButtons, {
    join: press({
      may: 'joined',
      subject: hubBehind,
      run: async (context, { hub }) => await joinOrAsk(joined(context), hub.id),
    }),
    leave: press({
      may: 'joined',
      subject: hubBehind,
      run: async (context, { hub }) => await leave(joined(context), hub.id),
    }),
    edit: press({
      may: 'joined',
      subject: hubBehind,
      steps: editSteps,
      open: async (context, { hub }) =>
        await openEdit(joined(context), await hubToChange(joined(context), hub.id, hubButtons.edit)),
      run: async (context, { hub }, values) => {
        const meant = await hubToChange(joined(context), hub.id, hubButtons.edit);
        return editedMessage(await editHub(joined(context), meant, values), context.language);
      },
    }),
    close: press({
      may: 'joined',
      subject: hubBehind,
      steps: closeSteps,
      open: async (context, { hub }) =>
        await openClose(joined(context), await hubToChange(joined(context), hub.id, hubButtons.close)),
      run: async (context, { hub }, { sure }) =>
        await close(joined(context), await hubToChange(joined(context), hub.id, hubButtons.close), sure),
    }),
    letIn: press({
      may: 'joined',
      answers: 'instead',
      subject: askBehind,
      run: async (context, { ask }) => await letIn(joined(context), ask),
    }),
    unlist: press({
      may: 'joined',
      answers: 'instead',
      subject: hubBehind,
      run: async (context, { hub }) => await list(joined(context), hub.id, false),
    }),
    relist: press({
      may: 'joined',
      answers: 'instead',
      subject: hubBehind,
      run: async (context, { hub }) => await list(joined(context), hub.id, true),
    }),
  }),
  kinds: [closedKind, speaksKind, askedKind, letInKind],
  dues: [forgetDue],
  lookups: { 'own-hub': lookUpOwn, 'joinable-hub': lookUpJoinable },
  waits: asksWaiting,
  status: remarkHubs,
  digest: hubsDigest,
  figures: countHubs,
  hides: [hubHides],
  keeps,
  left: endHubs,
  deletes: endHubs,
  first: (language) => words[language].first,
};

function idIn(given: Given): string | undefined {
  return typeof given.hub === 'string' && given.hub !== '' ? given.hub : undefined;
}
