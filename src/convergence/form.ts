import { type Field, type Fields, phrasesOf, type Step } from '#chat/index.ts';
import { limits } from './limits.ts';
import { words } from './words.ts';

type Words = (typeof words)['en'];

const phrase = phrasesOf(words);

const labelled = (name: keyof Words['label']) => ({ label: phrase((say) => say.label[name]) });
const hinted = <const N extends keyof Words['hint']>(name: N) => ({
  ...labelled(name),
  hint: phrase((say) => say.hint[name]),
});

/** How often a call comes again, in weeks. */
export const repeatings = ['1', '2', '4'] as const;

const theDay = {
  name: { kind: 'text', ...labelled('name'), required: true, max: limits.name },
  day: { kind: 'text', ...hinted('day'), required: true, max: 60 },
  hours: { kind: 'text', ...hinted('hours'), required: true, max: 60 },
  ask: { kind: 'longText', ...hinted('ask'), required: true, max: limits.ask },
  repeats: {
    kind: 'choice',
    ...hinted('repeats'),
    options: repeatings.map((value) => ({ value, label: phrase((say) => say.repeatings[value]) })),
  },
} as const satisfies Fields;

const hubs = { kind: 'text', ...hinted('hubs'), max: limits.names } as const satisfies Field;
const roles = {
  kind: 'longText',
  ...hinted('roles'),
  max: limits.roles * (limits.role + 1),
} as const satisfies Field;

/** What can be typed behind `converge plan`. */
export const nameOption = { kind: 'text', ...labelled('name'), max: limits.name } as const satisfies Field;

export const dayOption = { kind: 'lookup', of: 'day', ...labelled('which') } as const satisfies Field;

export const planSteps = [
  { title: phrase((say) => say.planTitle), fields: theDay },
  {
    title: phrase((say) => say.whoTitle),
    fields: { hubs, hosts: { kind: 'text', ...hinted('hosts'), max: limits.names }, roles },
  },
] as const satisfies readonly Step[];

/** A planned day: who is asked to host is asked by pressing. */
export const editSteps = [
  { title: phrase((say) => say.editTitle), fields: theDay },
  { title: phrase((say) => say.whoTitle), fields: { hubs, roles } },
] as const satisfies readonly Step[];

export const cancelSteps = [
  {
    title: phrase((say) => say.cancelTitle),
    fields: { reason: { kind: 'text', ...hinted('reason'), max: limits.reason } },
  },
] as const satisfies readonly Step[];

export const hostSteps = [
  {
    title: phrase((say) => say.hostTitle),
    fields: {
      host: { kind: 'lookup', of: 'own-host', ...hinted('host'), required: true },
      what: { kind: 'text', ...hinted('what'), required: true, max: limits.what },
      place: { kind: 'text', ...hinted('place'), required: true, max: limits.place },
      expected: { kind: 'number', ...labelled('expected'), min: 1, max: 1_000_000 },
      lead: { kind: 'person', ...hinted('lead') },
    },
  },
  {
    title: phrase((say) => say.moreTitle),
    fields: {
      bring: { kind: 'text', ...hinted('bring'), max: limits.bring },
      hub: { kind: 'lookup', of: 'hub', ...hinted('hub') },
    },
  },
] as const satisfies readonly Step[];

export const cameSteps = [
  {
    title: phrase((say) => say.cameTitle),
    fields: {
      count: { kind: 'number', ...labelled('count'), required: true, min: 0, max: 10_000_000 },
      source: { kind: 'text', ...hinted('source'), max: limits.source },
      final: { kind: 'yesNo', ...hinted('final') },
    },
  },
] as const satisfies readonly Step[];

export const askSteps = [
  {
    title: phrase((say) => say.askTitle),
    fields: {
      hosts: { kind: 'text', ...hinted('hosts'), max: limits.names },
      person: { kind: 'lookup', of: 'person', ...hinted('person') },
    },
  },
] as const satisfies readonly Step[];

/** What somebody wrote about a day. */
export interface Described {
  readonly name: string;
  readonly day: string;
  readonly hours: string;
  readonly ask: string;
  readonly repeats?: (typeof repeatings)[number] | undefined;
  readonly hubs?: string | undefined;
  readonly roles?: string | undefined;
}

/** What somebody wrote about a place that holds it. */
export interface Hosted {
  readonly host: string;
  readonly what: string;
  readonly place: string;
  readonly expected?: number | undefined;
  readonly lead?: string | undefined;
  readonly bring?: string | undefined;
  readonly hub?: string | undefined;
}
