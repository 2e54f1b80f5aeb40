import { and, eq, isNull, or, sql } from 'drizzle-orm';
import { type Kept, seenBy, type Whose } from '#directory/index.ts';
import { inboxTables } from '#inbox/index.ts';

const { form, inbox } = inboxTables;

const isHere = ({ coalitionId }: Whose) => or(isNull(inbox.coalitionId), eq(inbox.coalitionId, coalitionId));

/** From one of the person's accounts; a direct message on Discord comes without a space. */
const isFrom = (table: typeof inbox | typeof form, { accounts }: Whose) =>
  accounts.length === 0
    ? sql`false`
    : or(
        ...accounts.map(({ platform, tenant, external }) =>
          and(
            eq(table.platform, platform),
            eq(table.account, external),
            or(eq(table.tenant, tenant), eq(table.tenant, '')),
          ),
        ),
      );

/** What the inbox keeps of people: rows stay as long as an event may come twice, and say nothing any more. */
export const inboxKeeps: readonly Kept[] = [
  {
    table: inbox,
    columns: ['personId', 'account', 'platform', 'tenant', 'payload', 'answer', 'state', 'receivedAt'],
    withheld: ['personId', 'account', 'platform', 'tenant', 'payload', 'answer'],
    sealed: ['payload', 'answer'],
    of: (whose) => and(isHere(whose), or(eq(inbox.personId, whose.id), isFrom(inbox, whose))),
    what: { en: 'What you typed and pressed' },
    why: { en: 'To do it, also when a machine fails in between' },
    seenBy: seenBy.nobody,
    until: { en: 'Until it is done, at most 24 hours; that something came, 7 days' },
    deleted: 'nameless',
    // What is not done by now cannot be any more: it would be taken up for ever.
    nameless: { payload: null, answer: null, account: '', state: 'done' },
  },
  {
    table: form,
    columns: ['account', 'platform', 'tenant', 'source', 'values', 'ask', 'createdAt', 'usedAt'],
    withheld: ['account', 'platform', 'tenant', 'source', 'values', 'ask'],
    sealed: ['values', 'ask'],
    of: (whose) =>
      and(or(isNull(form.coalitionId), eq(form.coalitionId, whose.coalitionId)), isFrom(form, whose)),
    what: { en: 'Forms you opened, and what you had filled in' },
    why: { en: 'So that you can go on' },
    seenBy: seenBy.you,
    until: { en: '24 hours; that it was opened, 7 days' },
    deleted: 'nameless',
    nameless: { account: '', tenant: '', values: null, ask: null },
  },
];
