/** Who there is: coalitions, spaces, organisations, hubs, people, accounts, roles, consents, ties; and who may do what. */
export * from './audit.ts';
export * from './channels.ts';
export * from './consents.ts';
export * from './context.ts';
export * from './declare.ts';
export * from './driver.ts';
export * from './feature.ts';
export * from './find.ts';
export * from './holders.ts';
export * from './look-up.ts';
export * from './may.ts';
export * from './people.ts';
export * from './representatives.ts';
export * from './rows.ts';
export * from './spaces.ts';
export * as tables from './tables.ts';
export * from './ties.ts';
export { words as directoryWords } from './words.ts';
