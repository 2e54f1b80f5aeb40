import { setTimeout as pause } from 'node:timers/promises';
import { chatWords } from '#chat/index.ts';
import type { DiscordPerson } from '../support/discord/index.ts';
import { readable, type SlackPerson } from '../support/slack/index.ts';
import type { Played, PlayedCast } from './replica-cast.ts';

/** What a gesture is to lead to, each such that doing it twice or half of it shows in the rows. */
export type Wish = 'link' | 'invite' | 'ask' | 'role' | 'hub' | 'organisation';

/** One gesture: what was wished, and what the person was told. */
export interface Deed {
  /** Slack's trigger or Discord's interaction id, under which it must be stored */
  readonly key: string;
  readonly platform: 'slack' | 'discord';
  readonly wish: Wish;
  /** a form is opened or a step of it kept; only the last gesture carries it out */
  readonly part: 'opens' | 'step' | 'whole';
  readonly personId: string;
  /** what it is about: words of an ask, a name, `person role hub` */
  readonly about: string;
  readonly told: Told;
}

/** Taken in; told by Weft that it is not saved; or left with the platform's own error. */
export type Told = 'taken' | 'not saved' | { readonly failure: string };

/** Whoever does something; resolves with everything they did, in order. */
export interface Actor {
  readonly id: string;
  readonly may: readonly Wish[];
  acts(wish: Wish, about: string): Promise<readonly Deed[]>;
}

const tolds = (said: unknown): Told =>
  JSON.stringify(said).includes(chatWords.en.notSaved) ? 'not saved' : 'taken';

const atOnce = 32;

/** Everyone of the cast on Slack, who type, fill in forms, and send a form once more when it was not taken. */
function actorsOnSlack({ slack, onSlack, operators }: PlayedCast & { operators: readonly string[] }) {
  const formOf = async (one: SlackPerson) => {
    // It opens a moment after the acknowledgement, unless the replica was killed in between.
    await slack.until(() => slack.view(one)?.submit !== undefined, 1_500).catch(() => {});
    return slack.view(one)?.submit !== undefined;
  };
  return onSlack.map((player): Actor => {
    const { as: person, id: personId } = player;
    const line: Record<Wish, (about: string) => string> = {
      link: () => 'coalition link',
      invite: () => 'coalition invite',
      ask: (words) => `intro ask ${words}`,
      role: (words) => `role grant ${words}`,
      hub: (name) => `hub add ${name}`,
      organisation: (name) => `organisation add ${name}`,
    };
    async function type(wish: Wish, about: string): Promise<Deed> {
      while (slack.view(person)) await slack.dismiss(person);
      const ack = await slack.command({ person, text: line[wish](about) });
      const told: Told = ack.acknowledged ? tolds(ack.body) : { failure: ack.failure ?? '' };
      const part = wish === 'hub' || wish === 'organisation' ? 'opens' : 'whole';
      const key = String(ack.delivery.payload.trigger_id);
      return { key, platform: 'slack', wish, part, personId, about, told };
    }
    async function send(wish: Wish, about: string, part: Deed['part'], values: Record<string, string>) {
      const ack = await slack.submit({ person, values });
      const told: Told = ack.acknowledged ? tolds(ack.body) : { failure: ack.failure ?? '' };
      const key = String(ack.delivery.payload.trigger_id);
      return { key, platform: 'slack', wish, part, personId, about, told } satisfies Deed;
    }
    const steps: Partial<Record<Wish, readonly Record<string, string>[]>> = {
      hub: [{ kind: 'chapter' }],
      organisation: [{ kind: 'formal' }, { about: 'Made in a storm.' }],
    };
    return {
      id: personId,
      may: operators.includes(personId)
        ? ['link', 'ask', 'hub', 'organisation', 'invite', 'role']
        : ['link', 'ask', 'hub', 'organisation'],
      async acts(wish, about) {
        const deeds: Deed[] = [await type(wish, about)];
        const wanted = steps[wish] ?? [];
        for (const [at, values] of wanted.entries()) {
          if (!(await formOf(person))) break;
          const part = at === wanted.length - 1 ? 'whole' : 'step';
          const first = await send(wish, about, part, values);
          deeds.push(first);
          // What was not taken still stands there, unless it came through late, and is sent again once.
          if (first.told !== 'taken' && slack.view(person)?.submit !== undefined)
            deeds.push(await send(wish, about, part, values));
          if (deeds.at(-1)?.told !== 'taken') break;
        }
        return deeds;
      },
    };
  });
}

/** Everyone of the cast on Discord. */
function actorsOnDiscord({ discord, guild, onDiscord }: PlayedCast) {
  return onDiscord.map((player: Played<DiscordPerson>): Actor => {
    const { as: person, id: personId } = player;
    const deed = (
      wish: Wish,
      about: string,
      part: Deed['part'],
      ack: { interactionId: string; type: number | null; data: unknown },
    ): Deed => ({
      key: ack.interactionId,
      platform: 'discord',
      wish,
      part,
      personId,
      about,
      told: ack.type === null ? { failure: 'The application did not respond' } : tolds(ack.data),
    });
    return {
      id: personId,
      may: ['link', 'hub'],
      async acts(wish, about) {
        const place = { person, guild, name: 'weft' };
        if (wish === 'link') {
          const ack = await discord.command({ ...place, path: ['coalition', 'link'] });
          return [deed(wish, about, 'whole', ack)];
        }
        const options = { name: about };
        const opened = await discord.command({ ...place, path: ['hub', 'add'], options });
        const deeds = [deed(wish, about, 'opens', opened)];
        if (opened.type !== 9) return deeds;
        const sent = await discord.submit({ person, values: { kind: 'chapter' } });
        return [...deeds, deed(wish, about, 'whole', sent)];
      },
    };
  });
}

/** The codes that people have read in answers meant for them, with dashes, as they stand there. */
export function codesRead({ slack, discord, onSlack, onDiscord }: PlayedCast): readonly string[] {
  const texts = [
    ...onSlack.flatMap(({ as }) => slack.ephemerals(as).map(readable)),
    ...onDiscord.flatMap(({ as }) => discord.ephemerals(as).map(({ text }) => text)),
  ];
  return texts.flatMap((text) => /code is \W*([A-Z2-9]{5}-[A-Z2-9]{5})/.exec(text)?.[1] ?? []);
}

/** Lets everyone act until so many gestures were made; `strike` is told how many there were. */
export async function act({
  played,
  commands,
  random,
  only,
  strike,
}: {
  played: PlayedCast;
  commands: number;
  random: () => number;
  /** the one thing that everybody does, on Slack */
  only?: Wish;
  strike(count: number): void;
}): Promise<readonly Deed[]> {
  const deeds: Deed[] = [];
  const operators = ['jonas', 'priya'].map((who) => played.seeded.people.get(who) ?? '');
  const slack = actorsOnSlack({ ...played, operators });
  const discord = only ? [] : actorsOnDiscord(played);
  const grants = grantsIn(played);
  const asks = new Map<string, number>();
  let made = 0;

  /** What somebody does next, and about what; three asks are open at most, and roles are granted once. */
  function next({ id, may }: Actor): { wish: Wish; about: string } {
    const drawn = only ?? draw(may, random);
    made += 1;
    if (drawn === 'ask') {
      const before = asks.get(id) ?? 0;
      asks.set(id, before + 1);
      if (before < 2) return { wish: 'ask', about: `someone for matter number ${made}` };
    }
    const grant = drawn === 'role' ? grants.pop() : undefined;
    if (grant !== undefined) return { wish: 'role', about: grant };
    if (drawn === 'hub' || drawn === 'organisation') return { wish: drawn, about: `Made ${drawn} ${made}` };
    return drawn === 'invite' ? { wish: 'invite', about: '' } : { wish: 'link', about: '' };
  }
  async function live(actor: Actor): Promise<void> {
    while (deeds.length < commands) {
      const { wish, about } = next(actor);
      const done = await actor.acts(wish, about);
      deeds.push(...done);
      strike(deeds.length);
      // Whoever met an error reads it before they go on.
      if (done.at(-1)?.told !== 'taken') await pause(500 + random() * 1_500);
    }
  }
  const share = Math.min(discord.length, Math.ceil(atOnce / 8));
  await Promise.all([...slack.slice(0, atOnce - share), ...discord.slice(0, share)].map(live));
  return deeds;
}

const weights: Readonly<Record<Wish, number>> = {
  link: 60,
  hub: 14,
  organisation: 8,
  invite: 40,
  role: 60,
  ask: 4,
};

function draw(may: readonly Wish[], random: () => number): Wish {
  let left = random() * may.reduce((sum, wish) => sum + weights[wish], 0);
  for (const wish of may) {
    left -= weights[wish];
    if (left < 0) return wish;
  }
  return 'link';
}

/** Every role of every person on Slack in every hub of the cast, none of which anybody holds yet. */
function grantsIn({ onSlack }: PlayedCast): string[] {
  return ['Upriver', 'Delta', 'Lead pipes'].flatMap((hub) =>
    ['driver', 'weaver'].flatMap((role) =>
      onSlack.map(({ as }) => `person:${as.id} role:${role} hub:"${hub}"`),
    ),
  );
}
