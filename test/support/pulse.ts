import { randomUUID } from 'node:crypto';
import { and, desc, eq } from 'drizzle-orm';
import type { cast } from '#cast/index.ts';
import { type Deed, type Given, type Intake, type PlatformName, plain, type Reaction } from '#chat/index.ts';
import { setChannel, tables } from '#directory/index.ts';
import { pulseButtons } from '#pulse/buttons.ts';
import type { Pulse } from '#pulse/find.ts';
import { pulse } from '#pulse/tables.ts';
import type { Db } from '#store/index.ts';
import type { ManualClock } from '#time/index.ts';
import type { House, Replica } from './house.ts';
import type { LooseHands } from './stage/hands.ts';

/** Opens a pulse as an operator does; everyone asked has been told, in Honolulu too, on Discord in the channel for it. */
export async function openPulseIn({ db, hands, seeded, clock }: House, weft: Replica): Promise<Pulse> {
  for (const [mine, space] of [[hands.slack, 'clearwater'] as const, [hands.discord, 'delta'] as const]) {
    await db.transaction(async (tx) => {
      const isThat = and(eq(tables.space.platform, mine.name), eq(tables.space.tenant, mine.tenant(space)));
      const [row] = await tx.select().from(tables.space).where(isThat);
      const channel = mine.channel(space, 'pulse');
      if (!row || channel === '') throw new Error(`${space} has no channel for the pulse`);
      await setChannel({ tx, now: clock.now() }, row, seeded.coalitionId, 'pulse', channel);
    });
  }
  await hands.slack.type('jonas', 'clearwater', 'pulse open');
  await hands.slack.fill('jonas', 'clearwater', { when: 'now' });
  await weft.settle();
  clock.set(clock.now().add({ hours: 3 }));
  await weft.settle();
  return await thePulse(db);
}

/** The newest pulse. */
export async function thePulse(db: Db): Promise<Pulse> {
  const [row] = await db.select().from(pulse).orderBy(desc(pulse.number)).limit(1);
  if (!row) throw new Error('no pulse was opened');
  return row;
}

/** Lets its time be over: each step of the close has its own moment. */
export async function closePulse(
  clock: ManualClock,
  settle: () => Promise<void>,
  { closesAt }: Pulse,
): Promise<void> {
  for (const seconds of [0, 1]) {
    clock.set(closesAt.add({ seconds }));
    await settle();
  }
}

/** Whose deed it is said to be. */
export interface From {
  readonly platform: PlatformName;
  readonly tenant: string;
  readonly account: string;
}

/** Somebody of the cast, as their platform names them. */
export const fromOf = (hands: LooseHands, who: string, space: cast.Tenant): From => ({
  platform: hands.name,
  tenant: hands.tenant(space),
  account: hands.account(who, space),
});

/** Hands in what a platform hands in, also what no honest client would send. */
async function bring(intake: Intake, from: From, deed: Deed): Promise<Reaction> {
  const { account, ...at } = from;
  const sender = { account, name: 'Somebody', administrator: false };
  return await intake.take({ key: randomUUID(), ...at, sender, reply: {}, ...deed });
}

/** Presses the button of a pulse. */
export const pressAnswer = (intake: Intake, from: From, pulseId: string): Promise<Reaction> =>
  bring(intake, from, { kind: 'press', press: pulseButtons.answer, subject: pulseId });

/** Presses the button of a pulse and gets its form. */
export async function openForm(intake: Intake, from: From, pulseId: string): Promise<string> {
  const shown = await pressAnswer(intake, from, pulseId);
  if (shown.kind !== 'form') throw new Error(`no form, but ${shown.kind}`);
  return shown.view.form;
}

/** Sends a form. */
export const send = (intake: Intake, from: From, form: string, given: Given): Promise<Reaction> =>
  bring(intake, from, { kind: 'submit', form, given });

/** What a person reads of a reaction. */
export function read(reaction: Reaction): string {
  if (reaction.kind === 'answer') return plain(reaction.answer.message);
  return reaction.kind === 'errors' ? Object.values(reaction.errors).join(' ') : reaction.kind;
}
