/**
 * Onboarding: a coalition begins, spaces are bound to it, people join, are vouched for, and leave.
 *
 * `/weft coalition join` → two short steps and the consents, then "You are in Clearwater."
 */
import { type Given, type Message, message, note } from '#chat/index.ts';
import { type Context, command, type Feature, handle, joined, press } from '#directory/index.ts';
import { mayReadLog } from '#safety/index.ts';
import { readAbout } from './about.ts';
import { joinHereToo } from './account.ts';
import { newcomerBehind, vouchedKind, vouchKind } from './ask-to-vouch.ts';
import { coalitionButtons } from './buttons.ts';
import { changePurpose, changeSettings, settingsNow } from './change.ts';
import { channelsNow, chooseChannels, lookAgain } from './channel.ts';
import { readChecklist } from './checklist.ts';
import { codeBehind } from './code.ts';
import { makeInvite, makeLink } from './codes.ts';
import { peopleDigest } from './digest.ts';
import { dropDue } from './drop-space.ts';
import { countPeople } from './figures.ts';
import {
  channelSteps,
  codeField,
  codeSteps,
  joinSteps,
  leaveSteps,
  outSteps,
  phrase,
  purposeSteps,
  settingsSteps,
  setUpSteps,
} from './form.ts';
import { goneDue } from './gone.ts';
import { inBoundSpace, inCoalition } from './here.ts';
import { join, linkAccount, openJoin } from './join.ts';
import { keepSpace } from './keep-space.ts';
import { leaveCoalition, refuseLastOperator } from './leave.ts';
import type { Goes } from './leave-space.ts';
import { aboutMessage, checklistMessage, joinedMessage, openers, settingsMessage } from './messages.ts';
import { commandOf, opens } from './opens.ts';
import { beginCoalition, bindWithCode, setUp } from './set-up.ts';
import { spaceExportKind, spaceKind } from './space-kinds.ts';
import { readStatus } from './status.ts';
import { boundSpaceBehind, openOut, sendExport, showOut, spacesToTakeOut, takeOut } from './take-out.ts';
import { vouchFor } from './vouch.ts';
import { waits } from './waits.ts';
import { words } from './words.ts';
import { findZones } from './zone.ts';

export { forgetCoalition, forgetSpace } from './drop-space.ts';
export { onSpaceEvent } from './events.ts';
export { leaveCoalition, refuseLastOperator } from './leave.ts';
export type { Goes } from './leave-space.ts';

/**
 * The feature. It ends what every feature leaves behind of a person, and opens some of their forms, so it is handed the
 * list. `forgets`: how everything of somebody is deleted who goes with their space, and how what went is noted for backups;
 * without it they leave as by themselves.
 */
export function createOnboarding(given: {
  features: () => readonly Feature[];
  forgets?: Omit<Goes, 'features'>;
}): Feature {
  const { features, forgets = { erase: leaveCoalition, note: async () => {} } } = given;
  const shown = (topic: string, verb: string) => commandOf(features, topic, verb) !== undefined;

  const checklist = async (context: Context, coalitionId: string, begun = false): Promise<Message> =>
    checklistMessage(
      context.language,
      await readChecklist(context.tx, coalitionId),
      context.space?.id,
      shown,
      begun,
    );

  const opener = (item: keyof typeof openers, values: Given = {}) =>
    opens(features, openers[item].topic, openers[item].verb, values);

  return {
    name: 'onboarding',
    commands: [
      command({
        topic: 'coalition',
        verb: 'setup',
        about: phrase((say) => say.commands.setup),
        example: 'coalition setup',
        // Only administrators and operators get anywhere; which of them depends on how far set-up is.
        may: 'anyone',
        options: { code: codeField },
        run: async (context, values) => await setUp(context, values.code, shown),
      }),
      command({
        topic: 'coalition',
        verb: 'about',
        about: phrase((say) => say.commands.about),
        example: 'coalition about',
        may: 'anyone',
        run: async (context) =>
          aboutMessage(context.language, await readAbout(context), {
            joinedAlready: context.person !== undefined,
            readsLog: mayReadLog(context),
          }),
      }),
      command({
        topic: 'coalition',
        verb: 'join',
        about: phrase((say) => say.commands.join),
        example: 'coalition join',
        may: 'anyone',
        options: { code: codeField },
        steps: joinSteps,
        open: async (context, given) => await openJoin(inBoundSpace(context), given.code?.toString()),
        run: async (context, values) => {
          const here = inBoundSpace(context);
          return joinedMessage(context.language, here.coalition.name, await join(here, values));
        },
      }),
      command({
        topic: 'coalition',
        verb: 'leave',
        about: phrase((say) => say.commands.leave),
        example: 'coalition leave',
        may: 'present',
        steps: leaveSteps,
        open: async (context) => {
          const { person, coalition } = joined(context);
          await refuseLastOperator(context, person);
          return { intro: words[context.language].leaveIntro(coalition.name) };
        },
        run: async (context, { keep }) => {
          const { person, coalition } = joined(context);
          await refuseLastOperator(context, person);
          await leaveCoalition(context, person, { features: features(), keep });
          return message(words[context.language].leaveDone(coalition.name, keep));
        },
      }),
      command({
        topic: 'coalition',
        verb: 'link',
        about: phrase((say) => say.commands.link),
        example: 'coalition link',
        may: 'joined',
        run: async (context) => {
          const { code, until } = await makeLink(joined(context));
          const say = words[context.language];
          return message(say.linkCode(code, until), note(say.linkHow(code)));
        },
      }),
      command({
        topic: 'coalition',
        verb: 'invite',
        about: phrase((say) => say.commands.invite),
        example: 'coalition invite',
        may: 'operator',
        run: async (context) => {
          const { code, until } = await makeInvite(joined(context));
          const say = words[context.language];
          return message(say.inviteCode(code, until), note(say.inviteHow(code)));
        },
      }),
      command({
        topic: 'coalition',
        verb: 'purpose',
        about: phrase((say) => say.commands.purpose),
        example: 'coalition purpose',
        may: 'principal',
        steps: purposeSteps,
        open: async (context) => {
          const { purpose, principles, speaks } = inCoalition(context).coalition;
          return { values: { purpose, principles, speaks } };
        },
        run: async (context, values) => {
          await changePurpose(context, values);
          return message(words[context.language].purposeSet);
        },
      }),
      command({
        topic: 'coalition',
        verb: 'settings',
        about: phrase((say) => say.commands.settings),
        example: 'coalition settings',
        may: 'operator',
        steps: settingsSteps,
        open: async (context) => ({
          intro: words[context.language].settingsIntro(context.space?.name),
          values: await settingsNow(context),
        }),
        run: async (context, values) => {
          const say = words[context.language];
          const changed = await changeSettings(context, values);
          return settingsMessage(
            context.language,
            changed.map((one) => say.settings[one]),
            await spacesToTakeOut(context),
            joined(context).coalition.risk,
          );
        },
      }),
    ],
    presses: handle(coalitionButtons, {
      begin: press({
        may: 'administrator',
        steps: setUpSteps,
        open: async (context) => ({
          intro: words[context.language].setUpIntro,
          values: {
            called: context.sender.name,
            zone: context.zone,
            ...(await channelsNow(context, undefined)),
          },
        }),
        run: async (context, _subject, values) =>
          await checklist(context, await beginCoalition(context, values), true),
      }),
      code: press({
        may: 'administrator',
        steps: codeSteps,
        run: async (context, _subject, { code }) => await bindWithCode(context, code),
      }),
      checklist: press({
        may: 'operator',
        answers: 'instead',
        run: async (context) => {
          const { coalition } = inCoalition(context);
          await lookAgain(context, coalition.id);
          return await checklist(context, coalition.id);
        },
      }),
      channel: press({
        may: 'operator',
        steps: channelSteps,
        open: async (context) => {
          const { space } = inBoundSpace(context);
          const intro = words[context.language].channelIntro(space.name);
          return { intro, values: await channelsNow(context, space) };
        },
        run: async (context, _subject, values) =>
          await checklist(context, (await chooseChannels(context, values)).coalition.id),
      }),
      purpose: opener('purpose'),
      organisations: opener('organisations'),
      hub: opener('hub'),
      weaver: opener('weaver', { role: 'weaver' }),
      operator: opener('operator', { role: 'operator' }),
      principal: opener('principal', { role: 'principal' }),
      here: press({
        may: 'anyone',
        answers: 'instead',
        run: async (context) => {
          await joinHereToo(inBoundSpace(context));
          return message(words[context.language].hereDone);
        },
      }),
      link: press({
        may: 'anyone',
        answers: 'instead',
        subject: codeBehind,
        run: async (context, { code }) => {
          await linkAccount(inBoundSpace(context), code);
          return message(words[context.language].linked);
        },
      }),
      vouch: press({
        may: 'joined',
        answers: 'instead',
        subject: newcomerBehind,
        run: async (context, { person }) => {
          const say = words[context.language];
          const how = await vouchFor(context, person);
          return message(how === 'vouched' ? say.didVouch(person.name) : say.wasVouched(person.name));
        },
      }),
      out: press({ may: 'operator', subject: boundSpaceBehind, run: showOut }),
      outExport: press({ may: 'operator', subject: boundSpaceBehind, run: sendExport }),
      outSure: press({
        may: 'operator',
        subject: boundSpaceBehind,
        steps: outSteps,
        open: openOut,
        run: async (context, behind, { sure }) => await takeOut(context, behind, sure),
      }),
      keep: press({ may: 'operator', subject: boundSpaceBehind, answers: 'instead', run: keepSpace }),
    }),
    kinds: [vouchKind, vouchedKind, spaceKind, spaceExportKind],
    dues: [goneDue, dropDue(() => ({ features: features(), ...forgets }))],
    lookups: { zone: async (context, written) => findZones(context, written) },
    waits,
    status: readStatus,
    digest: peopleDigest,
    figures: countPeople,
    first: (language) => words[language].first,
  };
}
