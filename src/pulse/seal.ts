import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { readSheet, type Sheet, sheetBytes, writeSheet } from './sheet.ts';

/** Raw X25519 keys are 32 bytes (RFC 7748); in DER these bytes stand before them (RFC 8410). */
const spki = Buffer.from('302a300506032b656e032100', 'hex');
const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const tagOfGcm = 16;

/** Bytes of every sealed answer: an ephemeral key, the sheet, and the tag of AES-GCM. */
export const sealedBytes = 32 + sheetBytes + tagOfGcm;

/** A fresh pair for one pulse, both raw: 32 bytes each. */
export function makeKeys(): { readonly publicKey: Buffer; readonly privateKey: Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(spki.length),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(pkcs8.length),
  };
}

/** Where an answer lies: its tag, and the key that makes tags, without which nothing can be put or moved anywhere. */
export interface Place {
  readonly tagKey: Uint8Array;
  readonly tag: Uint8Array;
}

/**
 * Seals a sheet to a pulse and to its place: X25519 with a key made for this answer alone, HKDF-SHA-256, AES-256-GCM. All
 * sealed answers are of one size.
 */
export function sealSheet(publicKey: Uint8Array, place: Place, sheet: Sheet): Buffer {
  const mine = generateKeyPairSync('x25519');
  const ephemeral = mine.publicKey.export({ format: 'der', type: 'spki' }).subarray(spki.length);
  const key = keyFor(
    diffieHellman({ privateKey: mine.privateKey, publicKey: publicOf(publicKey) }),
    ephemeral,
    publicKey,
    place,
  );
  // The key seals this answer and no other, so that its nonce may be fixed.
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12));
  const plain = writeSheet(sheet);
  const sealed = Buffer.concat([ephemeral, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  plain.fill(0);
  key.fill(0);
  return sealed;
}

/** What opens everything sealed to this pair; it throws when something was changed, or sealed to another or elsewhere. */
export function sheetOpener(keys: {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
  readonly tagKey: Uint8Array;
}): (tag: Uint8Array, sealed: Uint8Array) => Sheet {
  // Once for all of them: to read the key takes a third of the time that opening takes.
  const privateKey = privateOf(keys.privateKey);
  return (tag, sealed) => {
    if (sealed.length !== sealedBytes) throw new RangeError('not a sealed answer');
    const ephemeral = sealed.subarray(0, 32);
    const shared = diffieHellman({ privateKey, publicKey: publicOf(ephemeral) });
    const key = keyFor(shared, ephemeral, keys.publicKey, { tagKey: keys.tagKey, tag });
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12));
    decipher.setAuthTag(sealed.subarray(-tagOfGcm));
    const plain = Buffer.concat([decipher.update(sealed.subarray(32, -tagOfGcm)), decipher.final()]);
    const sheet = readSheet(plain);
    plain.fill(0);
    key.fill(0);
    return sheet;
  };
}

/** Whether this private key belongs to that public one. */
export function isPair(privateKey: Uint8Array, publicKey: Uint8Array): boolean {
  const own = createPublicKey(privateOf(privateKey)).export({ format: 'der', type: 'spki' });
  return own.subarray(spki.length).equals(publicKey);
}

/** Under what a person's answer to this pulse is stored: the same for the same person, and a riddle without the tag key. */
export function tagOf(tagKey: Uint8Array, pulseId: string, personId: string): Buffer {
  return createHmac('sha256', tagKey).update(`${pulseId} ${personId}`).digest();
}

function keyFor(shared: Uint8Array, ephemeral: Uint8Array, publicKey: Uint8Array, place: Place): Buffer {
  const secret = Buffer.concat([shared, place.tagKey]);
  const salt = Buffer.concat([ephemeral, publicKey, place.tag]);
  return Buffer.from(hkdfSync('sha256', secret, salt, 'weft pulse answer 1', 32));
}

function publicOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spki, raw]), format: 'der', type: 'spki' });
}

function privateOf(raw: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8, raw]), format: 'der', type: 'pkcs8' });
}
