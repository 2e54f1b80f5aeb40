import { phrasesOf } from '#chat/index.ts';
import { spaceWords } from './space-words.ts';
import { words } from './words.ts';

/** The words of one label or hint, in every language. */
export const phrase = phrasesOf(words);

const zone = {
  kind: 'lookup',
  of: 'zone',
  label: phrase((say) => say.form.zone),
  hint: phrase((say) => say.form.zoneHint),
} as const;

const purpose = {
  kind: 'longText',
  label: phrase((say) => say.form.purpose),
  required: true,
  max: 600,
} as const;
const principles = {
  kind: 'longText',
  label: phrase((say) => say.form.principles),
  hint: phrase((say) => say.form.principlesHint),
  max: 1200,
} as const;
const speaks = {
  kind: 'longText',
  label: phrase((say) => say.form.speaks),
  hint: phrase((say) => say.form.speaksHint),
  max: 600,
} as const;
const coalitionName = {
  kind: 'text',
  label: phrase((say) => say.form.coalitionName),
  required: true,
  max: 80,
} as const;
const channel = {
  kind: 'channel',
  label: phrase((say) => say.form.channel),
  hint: phrase((say) => say.form.channelHint),
} as const;
const actions = {
  kind: 'channel',
  label: phrase((say) => say.form.actions),
  hint: phrase((say) => say.form.actionsHint),
} as const;
const pulse = {
  kind: 'channel',
  label: phrase((say) => say.form.pulseChannel),
  hint: phrase((say) => say.form.pulseChannelHint),
} as const;
const channels = {
  title: phrase((say) => say.form.channelsTitle),
  fields: { channel, actions, pulse },
} as const;
export const codeField = { kind: 'text', label: phrase((say) => say.form.code), max: 40 } as const;

export const setUpSteps = [
  {
    title: phrase((say) => say.form.setUpTitle),
    fields: { name: coalitionName, purpose, principles, zone },
  },
  {
    title: phrase((say) => say.form.firstTitle),
    fields: {
      called: { kind: 'text', label: phrase((say) => say.form.called), required: true, max: 80 },
      own: {
        kind: 'text',
        label: phrase((say) => say.form.own),
        hint: phrase((say) => say.form.ownHint),
        max: 120,
      },
      organisations: {
        kind: 'longText',
        label: phrase((say) => say.form.organisations),
        hint: phrase((say) => say.form.organisationsHint),
        max: 3000,
      },
    },
  },
  channels,
] as const;

export const codeSteps = [
  { title: phrase((say) => say.form.codeTitle), fields: { code: { ...codeField, required: true } } },
] as const;

export const channelSteps = [channels] as const;

export const purposeSteps = [
  { title: phrase((say) => say.form.purposeTitle), fields: { purpose, principles, speaks } },
] as const;

export const settingsSteps = [
  {
    title: phrase((say) => say.form.settingsTitle),
    fields: {
      name: coalitionName,
      zone,
      vouches: {
        kind: 'yesNo',
        label: phrase((say) => say.form.vouches),
        hint: phrase((say) => say.form.vouchesHint),
      },
    },
  },
  channels,
] as const;

export const leaveSteps = [
  {
    title: phrase((say) => say.form.leaveTitle),
    fields: {
      keep: {
        kind: 'yesNo',
        label: phrase((say) => say.form.keep),
        hint: phrase((say) => say.form.keepHint),
        required: true,
      },
    },
  },
] as const;

const ofSpaces = phrasesOf(spaceWords);
export const outSteps = [
  {
    title: ofSpaces((say) => say.sureTitle),
    fields: {
      sure: {
        kind: 'text',
        label: ofSpaces((say) => say.sure),
        hint: ofSpaces((say) => say.sureHint),
        required: true,
        max: 40,
      },
    },
  },
] as const;

/**
 * Two short steps, then the consents: plain questions with nothing ticked. The first has four fields, so that purpose
 * and privacy notice stand above them on Discord too, where a modal has five parts.
 */
export const joinSteps = [
  {
    title: phrase((say) => say.form.whoTitle),
    fields: {
      name: { kind: 'text', label: phrase((say) => say.form.called), required: true, max: 80 },
      organisation: {
        kind: 'lookup',
        of: 'organisation',
        label: phrase((say) => say.form.organisation),
        hint: phrase((say) => say.form.organisationHint),
      },
      offers: {
        kind: 'longText',
        label: phrase((say) => say.form.offers),
        hint: phrase((say) => say.form.offersHint),
        max: 500,
      },
      needs: {
        kind: 'longText',
        label: phrase((say) => say.form.needs),
        hint: phrase((say) => say.form.needsHint),
        max: 500,
      },
    },
  },
  {
    title: phrase((say) => say.form.whereTitle),
    fields: {
      place: {
        kind: 'text',
        label: phrase((say) => say.form.place),
        hint: phrase((say) => say.form.placeHint),
        max: 100,
      },
      zone,
      spoken: {
        kind: 'text',
        label: phrase((say) => say.form.spoken),
        hint: phrase((say) => say.form.spokenHint),
        max: 100,
      },
    },
  },
  {
    title: phrase((say) => say.form.consentTitle),
    fields: {
      found: {
        kind: 'choice',
        label: phrase((say) => say.form.found),
        hint: phrase((say) => say.form.unanswered),
        canWait: true,
        options: [
          { value: 'nobody', label: phrase((say) => say.form.foundBy.nobody) },
          { value: 'weavers', label: phrase((say) => say.form.foundBy.weavers) },
          { value: 'members', label: phrase((say) => say.form.foundBy.members) },
        ],
      },
      suggested: {
        kind: 'yesNo',
        label: phrase((say) => say.form.suggested),
        hint: phrase((say) => say.form.suggestedHint),
      },
      amplify: {
        kind: 'yesNo',
        label: phrase((say) => say.form.amplify),
        hint: phrase((say) => say.form.amplifyHint),
      },
      pulse: {
        kind: 'yesNo',
        label: phrase((say) => say.form.pulse),
        hint: phrase((say) => say.form.pulseHint),
      },
      reach: {
        kind: 'choice',
        label: phrase((say) => say.form.reach),
        hint: phrase((say) => say.form.reachHint),
        canWait: true,
        options: [
          { value: 'direct', label: phrase((say) => say.form.reachBy.direct) },
          { value: 'thread', label: phrase((say) => say.form.reachBy.thread) },
        ],
      },
    },
  },
] as const;
