import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { chatWords, type Message } from '#chat/index.ts';
import { type Cell, openText, sealText } from '#store/index.ts';
import type { KeptEffect } from './kind.ts';
import { type Reword, rewordEffect, rewordFile, rewordMessage } from './reword.ts';

/** An effect as the row with this id keeps it: secret words and files are sealed for that row. */
export const sealEffect = (row: string, effect: KeptEffect): KeptEffect =>
  isSecret(effect) ? rewordEffect(effect, sealing({ column: 'delivery.effect', row })) : effect;

/** The effect of the row with this id as it goes out; in place of what does not open it says so. */
export const openEffect = (row: string, effect: KeptEffect): KeptEffect =>
  isSecret(effect) ? rewordEffect(effect, opening({ column: 'delivery.effect', row })) : effect;

/** The text of a mass send as the row with this id keeps it. */
export const sealMessage = (row: string, message: Message): Message =>
  isSecret(message) ? rewordMessage(message, sealing({ column: 'broadcast.message', row })) : message;

/** The text of the mass send with this id as it goes out. */
export const openMessage = (row: string, message: Message): Message =>
  isSecret(message) ? rewordMessage(message, opening({ column: 'broadcast.message', row })) : message;

/** Whether all that is sealed for the row with this id opens. */
export const isReadable = (row: string, effect: KeptEffect): boolean =>
  opens(effect, { column: 'delivery.effect', row });

/** The same of the text of the mass send with this id. */
export const isReadableMessage = (row: string, message: Message): boolean =>
  opens(message, { column: 'broadcast.message', row });

/** The effect of the row with this id in other words, as the row keeps it: what does not open stays sealed as it is. */
export const rewordSealed = (row: string, effect: KeptEffect, say: Reword): KeptEffect =>
  rewordEffect(effect, throughSeals({ column: 'delivery.effect', row }, say));

/** The same of the text of the mass send with this id. */
export const rewordSealedMessage = (row: string, message: Message, say: Reword): Message =>
  rewordMessage(message, throughSeals({ column: 'broadcast.message', row }, say));

/** Changes what is sealed in an effect, or in the text of a mass send, text by text; undefined where nothing changed. */
export function changeSealed<Told extends KeptEffect | Message>(
  told: Told,
  change: (kept: string) => string | undefined,
): Told | undefined {
  if (!isSecret(told)) return undefined;
  let isChanged = false;
  const changed = (kept: string) => {
    const fresh = change(kept);
    isChanged ||= fresh !== undefined;
    return fresh ?? kept;
  };
  const say: Reword = { words: same, labels: same, secrets: changed, files: inFile(changed) };
  const all = 'kind' in told ? rewordEffect(told, say) : rewordMessage(told, say);
  return isChanged ? (all as Told) : undefined;
}

/** SQL condition: an effect or a text in this column may hold something sealed. A regular expression takes twice as long. */
export const mayHoldSealed = (json: PgColumn): SQL =>
  sql`${json} @? '$.** ? (@.kind == "secret" || @.kind == "file")'`;

/** Whether it may hold anything that is sealed: most do not, and are not gone through part by part. */
const isSecret = (told: KeptEffect | Message): boolean =>
  /"kind":"(?:secret|file)"/.test(JSON.stringify(told));

const same = (words: string) => words;

function sealing(cell: Cell): Reword {
  const seal = (words: string) => sealText(cell, words);
  return { words: same, labels: same, secrets: seal, files: inFile(seal) };
}

function opening(cell: Cell): Reword {
  const open = (kept: string) => openText(cell, kept) ?? chatWords.en.unreadable;
  return { words: same, labels: same, secrets: open, files: inFile(open) };
}

function throughSeals(cell: Cell, say: Reword): Reword {
  const within = (kept: string, change: (clear: string) => string) => {
    const clear = openText(cell, kept);
    const fresh = clear === undefined ? undefined : change(clear);
    return fresh === undefined || fresh === clear ? kept : sealText(cell, fresh);
  };
  return {
    ...say,
    secrets: (kept) => within(kept, say.words),
    files: (file) => within(file.text, (text) => rewordFile({ ...file, text }, say)),
  };
}

function opens(told: KeptEffect | Message, cell: Cell): boolean {
  let areAll = true;
  changeSealed(told, (kept) => {
    areAll &&= openText(cell, kept) !== undefined;
    return undefined;
  });
  return areAll;
}

const inFile =
  (change: (kept: string) => string): NonNullable<Reword['files']> =>
  ({ text }) =>
    change(text);
