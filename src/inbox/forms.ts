import { createHash } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import {
  closestLanguage,
  type Desk,
  type FormInstance,
  type FormSource,
  type Given,
  type Incoming,
  literal,
  Refusal,
} from '#chat/index.ts';
import { clean, newId, openJson, sealJson, type Tx } from '#store/index.ts';
import { formCell } from './cells.ts';
import { form } from './tables.ts';
import { words } from './words.ts';

type Forms = Desk<never, never, Tx>['forms'];

/** What the forms of one transaction need to know of it. */
export interface FormsOf {
  readonly tx: Tx;
  readonly now: Temporal.Instant;
  /** whether what is given to this source must be stored nowhere */
  sealed(source: FormSource): boolean;
  /** the coalition of whoever acts, once it is known */
  coalitionId(): string | undefined;
}

/**
 * Form instances as rows. A sealed one is shared by all who open it on one day, so that no row says who did, when, or how
 * many; it keeps no values and is never marked used: its handler must bear being run twice, and it has one step.
 */
export function formsOf({ tx, now, sealed, coalitionId }: FormsOf): Forms {
  async function openSealed(source: FormSource): Promise<string> {
    const day = now.round({ smallestUnit: 'hour', roundingMode: 'floor', roundingIncrement: 24 });
    const id = sharedId(`${JSON.stringify(source)} ${day}`);
    const nobody = { platform: '', tenant: '', account: '' };
    await tx
      .insert(form)
      .values({ id, ...nobody, sealed: true, source, createdAt: day })
      .onConflictDoNothing();
    return id;
  }
  return {
    async open(incoming, source, values, ask) {
      const opened = { source, step: 0, values, ask, used: false };
      if (sealed(source)) return { id: await openSealed(source), ...opened };
      const id = newId(now);
      await tx.insert(form).values({
        ...{ id, ...senderOf(incoming), sealed: false, coalitionId: coalitionId() ?? null, source },
        ...{ ...sealedIn(id, values, ask), createdAt: now },
      });
      return { id, ...opened };
    },
    async read(incoming, id) {
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
      const which = eq(form.id, id);
      const [open] = await tx
        .select()
        .from(form)
        .where(and(which, eq(form.sealed, false)))
        .for('update');
      // A lock would leave a mark on the row: a sealed one is only read.
      const [hidden] = open
        ? []
        : await tx
            .select()
            .from(form)
            .where(and(which, eq(form.sealed, true)));
      const row = open && isOf(incoming, open) ? open : hidden;
      if (!row) return undefined;
      const { source, step, usedAt } = row;
      const values = row.values ? openJson(formCell('values', id), row.values) : {};
      const ask = row.ask ? openJson(formCell('ask', id), row.ask) : undefined;
      if (!values || (row.ask && !ask))
        throw new Refusal(literal(words[closestLanguage(incoming.sender.locale)].formUnreadable));
      return { id, source, step, values, ask, used: usedAt !== null };
    },
    async keep(id, step, values, ask) {
      await tx
        .update(form)
        .set({ step, ...sealedIn(id, values, ask) })
        .where(and(eq(form.id, id), eq(form.sealed, false)));
    },
    async use(id) {
      const used = await tx
        .update(form)
        .set({ usedAt: now, values: null, ask: null })
        .where(and(eq(form.id, id), eq(form.sealed, false), isNull(form.usedAt)))
        .returning({ id: form.id });
      if (used.length > 0) return true;
      const [row] = await tx.select({ sealed: form.sealed }).from(form).where(eq(form.id, id));
      return row?.sealed === true;
    },
  };
}

/** What the row with this id keeps of what was typed so far. */
const sealedIn = (id: string, values: Given, ask: FormInstance['ask']) => ({
  values: sealJson(formCell('values', id), clean(values)),
  ask: ask ? sealJson(formCell('ask', id), clean(ask)) : null,
});

/** One id for one text, in the shape of a random UUID. */
function sharedId(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

const senderOf = (incoming: Incoming) => ({
  platform: incoming.platform,
  tenant: incoming.tenant,
  account: incoming.sender.account,
});

/** Whether the form was opened by this sender; in a Discord direct message the tenant is not known. */
function isOf(incoming: Incoming, row: typeof form.$inferSelect): boolean {
  const { platform, tenant, account } = senderOf(incoming);
  const sameTenant = tenant === '' || row.tenant === '' || tenant === row.tenant;
  return platform === row.platform && account === row.account && sameTenant;
}
