// What comes in, stored before it is acknowledged, carried out once, answered privately.
// const inbox = createInbox({ store, tree, clock, platforms, desk, onEvent, look, log }); await slack.start(inbox.intake);
export { forgetInbox } from './forget.ts';
export { createInbox, type Inbox } from './inbox.ts';
export type { InboxDesk, InboxOptions, InboxWatch, Owner } from './options.ts';
export * as inboxTables from './tables.ts';
export { takeWaiting, type Waiter, type WaitingAnswer } from './waiting.ts';
