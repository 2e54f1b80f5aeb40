import { and, eq } from 'drizzle-orm';
import { type Seeded, seedCast } from '#cast/index.ts';
import {
  type Button,
  type ButtonId,
  buttonWire,
  checkValues,
  type Fields,
  type Given,
  type Incoming,
  Invalid,
  type Message,
  type PlatformName,
  type Press,
  plain,
  plainText,
  Refusal,
  readButtonWire,
  type Subject,
  type Wire,
} from '#chat/index.ts';
import { openEffect } from '#delivery/secrets.ts';
import { delivery } from '#delivery/tables.ts';
import {
  allow,
  type Context,
  type Feature,
  findContext,
  type JoinedContext,
  joined,
  type LookUp,
  lookUpHubs,
  lookUpOrganisations,
  lookUpPeople,
  type May,
  tables,
} from '#directory/index.ts';
import type { Db, Tx } from '#store/index.ts';
import { type ManualClock, manualClock, zones } from '#time/index.ts';

/** A Wednesday, noon in Chicago: when most tests begin. */
export const begins = Temporal.Instant.from('2027-05-12T17:00:00Z');

/** Seeds the cast, both its spaces on the playground; `prefix` tells two coalitions in one database apart. */
export async function seed(db: Db, now = begins, prefix = ''): Promise<Seeded> {
  const space = (tenant: string) => ({
    platform: 'playground' as const,
    tenant: prefix + tenant,
    account: (account: string) => prefix + account,
    channel: 'introductions',
    actions: 'actions',
  });
  return await db.transaction((tx) =>
    seedCast({ tx, now }, { spaces: { clearwater: space('clearwater'), delta: space('delta') } }),
  );
}

/** Who does something, and in which space. */
export interface From {
  readonly account: string;
  readonly name?: string;
  readonly tenant?: string;
  readonly platform?: PlatformName;
}

/** Runs something as whoever does it, at one moment and in one transaction, as the app finds out who that is. */
export async function within<T>(
  db: Db,
  now: Temporal.Instant,
  { account, name = account, tenant = 'clearwater', platform = 'playground' }: From,
  run: (context: Context) => Promise<T>,
  coalitionId?: string,
): Promise<T> {
  const sender = { account, name, administrator: false };
  const incoming: Incoming = { key: '', platform, tenant, sender, reply: null, kind: 'typed', text: '' };
  return await db.transaction(async (tx) =>
    run(await findContext({ tx, now, random: () => 0.5 }, incoming, coalitionId)),
  );
}

/** The same for somebody who joined. */
export async function asJoined<T>(
  db: Db,
  now: Temporal.Instant,
  from: From,
  run: (context: JoinedContext) => Promise<T>,
): Promise<T> {
  return await within(db, now, from, async (context) => await run(joined(context)));
}

/** Carries out a command with values as they are: whether the person may is checked, the values are not. */
export async function carryOut(
  feature: Feature,
  line: string,
  context: Context,
  values: object,
): Promise<Message> {
  const command = commandOf(feature, line);
  allow(context, command.may);
  return await command.run(context, values as Parameters<typeof command.run>[1]);
}

/** What the person reads after that, as plain words; a refusal and field errors are said to be such. */
export async function reads(work: Promise<Message>): Promise<string> {
  try {
    return plain(await work);
  } catch (error) {
    if (error instanceof Refusal) return `Refused: ${plain(error.answer)}`;
    if (error instanceof Invalid) return `Invalid: ${JSON.stringify(error.errors)}`;
    throw error;
  }
}

/** Presses a button as the app does: its row says in which coalition and for whom it is. Undefined: it is stale. */
export async function pressed(
  db: Db,
  now: Temporal.Instant,
  from: From,
  feature: Feature,
  { press: id, subject: subjectId }: Wire,
  run: (press: Press<Context, May, Tx>, context: Context, subject: Subject) => Promise<Message>,
): Promise<Message | undefined> {
  const press = feature.presses[id];
  if (!press) throw new Error(`no button ${id}`);
  const subject = subjectId === undefined ? undefined : await press.subject?.(db, subjectId);
  if (!subject) return undefined;
  return await within(
    db,
    now,
    from,
    async (context) => {
      if (subject.recipientId !== undefined && subject.recipientId !== context.person?.id)
        throw new Error('not yours');
      allow(context, press.may);
      return await run(press, context, subject);
    },
    subject.coalitionId,
  );
}

/** The buttons of a message, in order. */
export function buttonsIn(message: Message): readonly Button[] {
  return message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
}

/** The wire id of a button. */
export const wire = (press: ButtonId, subject: string | undefined) =>
  buttonWire({ press, ...(subject !== undefined && { subject }) });

/** The command that one types like this, `topic verb`. */
export function commandOf(feature: Feature, line: string) {
  const command = feature.commands.find((one) => `${one.topic} ${one.verb}` === line);
  if (!command) throw new Error(`no command ${line}`);
  return command;
}

/** Somebody's row. */
export async function personBy(db: Db, id: string | undefined) {
  const [row] = await db
    .select()
    .from(tables.person)
    .where(eq(tables.person.id, id ?? ''));
  if (!row) throw new Error('no such person');
  return row;
}

/** What somebody sees: words, buttons by label with their wire ids, and how it went. */
export interface Seen {
  readonly text: string;
  readonly buttons: Readonly<Record<string, string>>;
  readonly refused?: boolean;
  readonly stale?: boolean;
  readonly invalid?: Readonly<Record<string, string>>;
}

const nothing: Message = { text: [], blocks: [] };

function seen(message: Message): Seen {
  return {
    text: plain(message),
    buttons: Object.fromEntries(buttonsIn(message).map((one) => [one.label, buttonWire(one)])),
  };
}

async function sees(work: Promise<Message | undefined>): Promise<Seen> {
  try {
    const message = await work;
    return message ? seen(message) : { ...seen(nothing), stale: true };
  } catch (error) {
    if (error instanceof Refusal) return { ...seen(error.answer), refused: true };
    if (error instanceof Invalid) return { ...seen(nothing), invalid: error.errors };
    throw error;
  }
}

/**
 * A seeded coalition at whose desk people type and press one feature, forms filled in and checked; `others` lend their
 * look-ups.
 */
export async function openDesk(
  db: Db,
  feature: Feature,
  given: { at?: ManualClock; prefix?: string; others?: readonly Feature[] } = {},
) {
  const { at = manualClock(begins), prefix = '', others = [] } = given;
  const seeded = await seed(db, at.now(), prefix);
  const lookups: Record<string, LookUp> = {
    person: lookUpPeople,
    organisation: lookUpOrganisations,
    hub: lookUpHubs,
    zone: async (_context, written) => zones(written).map((id) => ({ id, label: id })),
  };
  for (const one of [...others, feature]) Object.assign(lookups, one.lookups);
  const from = (account: string, tenant: string): From => ({
    account: prefix + account,
    name: account,
    tenant: prefix + tenant,
  });
  const fill = async (context: Context, fields: Fields, values: Given) =>
    await checkValues(fields, values, {
      language: 'en',
      moment: () => undefined,
      written: String,
      lookup: async (of, written) => (await lookups[of]?.(context, written)) ?? [],
    });
  const fieldsOf = (steps: readonly { readonly fields: Fields }[]): Fields =>
    Object.assign({}, ...steps.map((step) => step.fields));
  const context = <T>(account: string, run: (context: Context) => Promise<T>, tenant = 'clearwater') =>
    within(db, at.now(), from(account, tenant), run);
  const personId = (account: string) => seeded.people.get(account) ?? '';
  return {
    ...seeded,
    at,
    personId,
    context,
    /** Types a command, then fills in its form, if it has one, over what it opened with. */
    type: (account: string, line: string, values: Given = {}, typed: Given = {}, tenant?: string) =>
      sees(
        context(
          account,
          async (acting) => {
            const command = commandOf(feature, line);
            allow(acting, command.may);
            const written = Object.entries(command.options).filter(([name]) => typed[name] !== undefined);
            const options = (await fill(acting, Object.fromEntries(written), typed)) as Given;
            const opening = command.answers === 'form' ? await command.open(acting, options) : {};
            const fields = { ...command.options, ...fieldsOf(command.steps) };
            return await command.run(
              acting,
              await fill(acting, fields, { ...typed, ...opening.values, ...values }),
            );
          },
          tenant,
        ),
      ),
    /** Presses a button by its wire id, as an adapter would. */
    press: (account: string, button: string | undefined, values: Given = {}, tenant = 'clearwater') => {
      const read = readButtonWire(button ?? '');
      if (!read) throw new Error(`no button ${button}`);
      return sees(
        pressed(db, at.now(), from(account, tenant), feature, read, async (press, acting, subject) => {
          const opening = press.answers === 'form' ? await press.open(acting, subject) : {};
          const filled = await fill(acting, fieldsOf(press.steps), { ...opening.values, ...values });
          return await press.run(acting, subject, filled);
        }),
      );
    },
    /** What the feature has to remark to an operator. */
    remarks: (operator: string) =>
      context(operator, async (acting) =>
        ((await feature.status?.(joined(acting))) ?? []).map((one) => plainText(one.text)),
      ),
    /** What was told of this kind, as it goes out. */
    told: async (kind: string) => {
      const isTold = and(eq(delivery.coalitionId, seeded.coalitionId), eq(delivery.kind, kind));
      const rows = await db.select().from(delivery).where(isTold);
      return rows.map((row) => ({ ...row, effect: row.effect && openEffect(row.id, row.effect) }));
    },
    audited: async () =>
      (await db.select().from(tables.audit).where(eq(tables.audit.coalitionId, seeded.coalitionId))).map(
        (row) => row.act,
      ),
    person: (account: string) => personBy(db, personId(account)),
  };
}
