/**
 * Organisations: who is in the coalition, who speaks for them, and whether they signed its purpose.
 *
 * `/weft organisation add Riverkeepers` → a form → "Riverkeepers is in the coalition now." and whoever belongs to it
 * represents it. `/weft organisation list schools` → those about schools, with how many people and who represents them.
 */
import { type Field, type Given, message } from '#chat/index.ts';
import {
  command,
  type Feature,
  handle,
  type JoinedContext,
  joined,
  type Organisation,
  press,
} from '#directory/index.ts';
import { addOrganisations } from './add.ts';
import { organisationButtons } from './buttons.ts';
import { claimBehind } from './claims.ts';
import { editOrganisation } from './edit.ts';
import { countOrganisations } from './figures.ts';
import { addSteps, editSteps, leaveSteps, speakerSteps } from './form.ts';
import { keeps } from './keeps.ts';
import { askedKind, leftExportKind, leftKind, speaksKind, takenOutKind } from './kinds.ts';
import { dropLeftDue, endAsking, leaveWhole, refuseFresh } from './leave.ts';
import { listOrganisations } from './list.ts';
import {
  addedMessage,
  claimButtons,
  editedMessage,
  listMessage,
  signMessage,
  speakersMessage,
} from './messages.ts';
import { longestName } from './organisation.ts';
import { keepsOfOrganisations } from './organisation-left.ts';
import { remarkOrganisations } from './remark.ts';
import { askToRepresent, claimsFor, settleClaim } from './represent.ts';
import { showPurpose, signingBehind, signPurpose } from './sign.ts';
import { changeSpeakers, endSpeaking, speakersOf } from './speakers.ts';
import { lookUpFellows, lookUpOwn, organisationBehind, ownOrganisation } from './which.ts';
import { words } from './words.ts';

export { organisationButtons } from './buttons.ts';

const which = {
  organisation: { kind: 'lookup', of: 'own-organisation', label: { en: 'Organisation' } },
} as const satisfies Record<string, Field>;

const own = async (context: JoinedContext, id: string | undefined, verb: 'edit' | 'speakers' | 'sign') =>
  await ownOrganisation(context, id, organisationButtons[verb]);

async function leaving(context: JoinedContext, id: string | undefined): Promise<Organisation> {
  const meant = await ownOrganisation(context, id, organisationButtons.leave);
  refuseFresh(context, meant);
  return meant;
}

// The command's form is pinned to the organisation it was opened for, whatever is represented when it is sent.
const pinned = (organisation: Organisation, values: Given): Given => ({
  ...values,
  organisation: organisation.id,
});

function openEdit({ name, about, issues, place, listed }: Organisation): { values: Given } {
  return { values: { name, about, issues, place, listed } };
}

async function sign(context: JoinedContext, id: string | undefined) {
  return signMessage(
    await showPurpose(context, await own(context, id, 'sign')),
    context.coalition,
    context.language,
  );
}

/** The feature; every feature ends what it has of an organisation that leaves, so it is handed the list. */
export const createOrganisations = (features: () => readonly Feature[]): Feature => ({
  name: 'organisations',
  commands: [
    command({
      topic: 'organisation',
      verb: 'add',
      about: { en: 'Add an organisation, or a pasted list' },
      example: 'organisation add Riverkeepers',
      may: 'vouched',
      options: { name: { kind: 'text', label: { en: words.en.name }, max: longestName } },
      free: 'name',
      steps: addSteps,
      run: async (context, values) =>
        addedMessage(await addOrganisations(joined(context), values), context.language),
    }),
    command({
      topic: 'organisation',
      verb: 'edit',
      about: { en: 'Change what is said of yours' },
      example: 'organisation edit',
      may: 'representative',
      options: which,
      steps: editSteps,
      open: async (context, given) => {
        const organisation = await own(joined(context), idIn(given), 'edit');
        return { values: pinned(organisation, openEdit(organisation).values) };
      },
      run: async (context, { organisation, ...values }) => {
        const acting = joined(context);
        return editedMessage(
          await editOrganisation(acting, await own(acting, organisation, 'edit'), values),
          context.language,
        );
      },
    }),
    command({
      topic: 'organisation',
      verb: 'sign',
      about: { en: 'Sign the purpose for yours' },
      example: 'organisation sign',
      may: 'representative',
      options: which,
      run: async (context, { organisation }) => await sign(joined(context), organisation),
    }),
    command({
      topic: 'organisation',
      verb: 'leave',
      about: { en: 'Take yours out of the coalition' },
      example: 'organisation leave',
      may: 'representative',
      options: which,
      steps: leaveSteps,
      open: async (context, given) => {
        const organisation = await leaving(joined(context), idIn(given));
        return {
          intro: words[context.language].leaveIntro(organisation.name),
          values: pinned(organisation, {}),
        };
      },
      run: async (context, { organisation, sure }) => {
        const acting = joined(context);
        const meant = await leaving(acting, organisation);
        return await leaveWhole(acting, meant, { sure, features: features() });
      },
    }),
    command({
      topic: 'organisation',
      verb: 'list',
      about: { en: 'Who is in the coalition' },
      example: 'organisation list schools',
      may: 'joined',
      options: { words: { kind: 'text', label: { en: 'Words in its name, issues or place' }, max: 100 } },
      run: async (context, values) =>
        listMessage(await listOrganisations(joined(context), values.words), values.words, context.language),
    }),
  ],
  presses: handle(organisationButtons, {
    edit: press({
      may: 'representative',
      subject: organisationBehind,
      steps: editSteps,
      open: async (context, { organisation }) =>
        openEdit(await own(joined(context), organisation.id, 'edit')),
      run: async (context, { organisation }, values) => {
        const acting = joined(context);
        return editedMessage(
          await editOrganisation(acting, await own(acting, organisation.id, 'edit'), values),
          context.language,
        );
      },
    }),
    speakers: press({
      may: 'representative',
      subject: organisationBehind,
      steps: speakerSteps,
      open: async (context, { organisation }) => {
        const meant = await own(joined(context), organisation.id, 'speakers');
        const speakers = await speakersOf(context.tx, meant);
        return { intro: words[context.language].speakersIntro(speakers.map((one) => one.name)) };
      },
      run: async (context, { organisation }, values) => {
        const meant = await own(joined(context), organisation.id, 'speakers');
        return speakersMessage(await changeSpeakers(joined(context), meant, values), meant, context.language);
      },
    }),
    sign: press({
      may: 'representative',
      subject: organisationBehind,
      run: async (context, { organisation }) => await sign(joined(context), organisation.id),
    }),
    agree: press({
      may: 'representative',
      answers: 'instead',
      subject: signingBehind,
      run: async (context, { row }) => {
        const acting = joined(context);
        const organisation = await own(acting, row.organisationId, 'sign');
        const now = await signPurpose(acting, organisation, row);
        if (now) return message(words[context.language].signed(organisation.name));
        return await sign(acting, organisation.id);
      },
    }),
    leave: press({
      may: 'representative',
      subject: organisationBehind,
      steps: leaveSteps,
      open: async (context, { organisation }) => {
        const meant = await leaving(joined(context), organisation.id);
        return { intro: words[context.language].leaveIntro(meant.name) };
      },
      run: async (context, { organisation }, { sure }) => {
        const acting = joined(context);
        const meant = await leaving(acting, organisation.id);
        return await leaveWhole(acting, meant, { sure, features: features() });
      },
    }),
    represent: press({
      may: 'vouched',
      subject: organisationBehind,
      run: async (context, { organisation }) =>
        message(
          words[context.language].asked(
            organisation.name,
            await askToRepresent(joined(context), organisation),
          ),
        ),
    }),
    confirm: press({
      may: 'joined',
      answers: 'instead',
      subject: claimBehind,
      run: async (context, asked) => {
        await settleClaim(joined(context), asked, true);
        return message(words[context.language].confirmed(asked.person.name, asked.organisation.name));
      },
    }),
    decline: press({
      may: 'joined',
      answers: 'instead',
      subject: claimBehind,
      run: async (context, asked) => {
        await settleClaim(joined(context), asked, false);
        return message(words[context.language].declined);
      },
    }),
  }),
  kinds: [askedKind, speaksKind, leftKind, takenOutKind, leftExportKind],
  dues: [dropLeftDue(features)],
  lookups: { 'own-organisation': lookUpOwn, 'fellow-representative': lookUpFellows },
  waits: async (context) =>
    (await claimsFor(context)).map(({ claim, organisation, person }) => ({
      text: words[context.language].asks(person.name, organisation.name),
      buttons: claimButtons(claim.id, context.language),
      since: claim.askedAt,
    })),
  status: remarkOrganisations,
  figures: countOrganisations,
  keeps,
  keepsOfOrganisations,
  organisationLeft: endAsking,
  left: endSpeaking,
  deletes: endSpeaking,
  first: (language) => words[language].first,
});

function idIn(given: Given): string | undefined {
  return typeof given.organisation === 'string' && given.organisation !== '' ? given.organisation : undefined;
}
