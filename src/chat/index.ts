/** The neutral words of a chat: messages, forms, commands, presses, and the port every platform implements. */
export * from './check.ts';
export * from './command.ts';
export * from './dispatch.ts';
export * as english from './english.ts';
export * from './field.ts';
export * from './form.ts';
export * from './incoming.ts';
export * from './language.ts';
export * from './log.ts';
export * from './message.ts';
export * from './parse.ts';
export * from './plain.ts';
export * from './platform.ts';
export * from './press.ts';
export * from './refusal.ts';
export * from './text.ts';
export * from './tree.ts';
export { words as chatWords } from './words.ts';
