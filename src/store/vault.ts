import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** The one cell of the database a sealed text belongs to: put into another, it does not open. */
export interface Cell {
  /** table.column */
  readonly column: string;
  /** what names the row: its id */
  readonly row: string;
}

/** A value as a row keeps it in a column of JSON: sealed whole. */
export interface SealedJson {
  readonly sealed: string;
}

const mark = 's1.';
let keys: readonly Buffer[] = [];
/** of tokens that were sealed before there was a vault */
let tokenKeys: readonly Buffer[] = [];

/** Opens the vault of this process: texts are sealed under the first secret, and opened under any of them. */
export function unlockWith(secrets: readonly [string, ...string[]]): void {
  keys = secrets.map((secret) => keyFrom(secret, 'sealed texts'));
  tokenKeys = secrets.map((secret) => keyFrom(secret, 'installation tokens'));
}

/** Seals a text for one cell: AES-256-GCM (NIST SP 800-38D), a random 96-bit nonce, the cell as additional data. Nothing stays nothing. */
export function sealText(cell: Cell, text: string): string {
  if (text === '') return '';
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', current(), iv).setAAD(nameOf(cell));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return mark + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The text again; undefined when it was sealed for another cell, under a secret that is not here, or was changed. What was never sealed is itself. */
export function openText(cell: Cell, kept: string): string | undefined {
  return kept.startsWith(mark) ? opened(cell, kept)?.text : kept;
}

/** The same text under the first secret, where it was kept in clear or under an older one; undefined where nothing is to be done. */
export function resealed(cell: Cell, kept: string): string | undefined {
  if (kept === '') return undefined;
  if (!kept.startsWith(mark)) return sealText(cell, kept);
  const found = opened(cell, kept);
  return found && found.key > 0 ? sealText(cell, found.text) : undefined;
}

/** Seals a value whole for one cell of JSON. */
export const sealJson = (cell: Cell, value: unknown): SealedJson => ({
  sealed: sealText(cell, JSON.stringify(value)),
});

/** The value again; undefined when it does not open. What was never sealed is itself. */
export function openJson<T>(cell: Cell, kept: T | SealedJson): T | undefined {
  const text = openText(cell, textIn(kept));
  return text === undefined ? undefined : JSON.parse(text);
}

/** What a cell of JSON keeps, as one text: sealed, or the value itself where it was never sealed. */
export const textIn = (kept: unknown): string => (isSealed(kept) ? kept.sealed : JSON.stringify(kept));

/** A token in clear: as `openText`, or as it was sealed before there was a vault, without a mark. */
export function openToken(cell: Cell, kept: string): string | undefined {
  if (kept.startsWith(mark)) return openText(cell, kept);
  return openedWith(tokenKeys, Buffer.from(cell.row), kept)?.text;
}

function opened(cell: Cell, kept: string): { text: string; key: number } | undefined {
  return openedWith(keys, nameOf(cell), kept.slice(mark.length));
}

function openedWith(
  any: readonly Buffer[],
  about: Buffer,
  kept: string,
): { text: string; key: number } | undefined {
  const bytes = Buffer.from(kept, 'base64url');
  for (const [index, key] of any.entries()) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(about).setAuthTag(bytes.subarray(12, 28));
      const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      return { text, key: index };
    } catch {
      // Of another key, cell, or changed: the next one tells.
    }
  }
  return undefined;
}

const isSealed = (kept: unknown): kept is SealedJson =>
  typeof kept === 'object' &&
  kept !== null &&
  Object.keys(kept).length === 1 &&
  'sealed' in kept &&
  typeof kept.sealed === 'string' &&
  kept.sealed.startsWith(mark);

const keyFrom = (secret: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'weft', use, 32));

function current(): Buffer {
  const [key] = keys;
  if (!key) throw new Error('the vault is locked: unlockWith was not called');
  return key;
}

const nameOf = ({ column, row }: Cell): Buffer => Buffer.from(`${column}\n${row}`);
