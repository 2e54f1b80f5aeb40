import { createHash } from 'node:crypto';
import { SnowflakeUtil } from 'discord.js';
import { shorten } from './escape.ts';
import { maxNonce, maxThreadName } from './limits.ts';

/** The nonce of an effect: the same for each of its attempts, at most 25 characters. */
export function nonceOf(key: string): string {
  return digest(key)
    .toString('base64url')
    .slice(0, maxNonce - 1);
}

/**
 * The id of an effect's first component, a number from 2^30 to 2^31 - 1, far from those Discord gives by itself.
 * Discord documents no nonce for messages read from history, but it returns the ids of components.
 */
export function markerOf(key: string): number {
  return 2 ** 30 + (digest(key).readUInt32BE(24) >>> 2);
}

/** The short code by which a thread or an event is found again, at the end of its name or of its words. */
export function shortCodeOf(key: string): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return [...digest(key).subarray(0, 6)].map((byte) => letters[byte % letters.length]).join('');
}

/** A thread's name: the title, shortened if need be, and its code. */
export function threadName(title: string, code: string): string {
  const said = title.replace(/\s+/g, ' ').replaceAll('@', '@\u200B').trim();
  return `${shorten(said, maxThreadName - code.length - 3)} · ${code}`;
}

/** When a row was written, if its id tells (UUIDv7, RFC 9562), as epoch milliseconds. */
export function writtenAt(key: string): number | undefined {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(key)
    ? Number.parseInt(key.replace('-', '').slice(0, 12), 16)
    : undefined;
}

/** When Discord made something, as epoch milliseconds. */
export function madeAt(id: string): number {
  return SnowflakeUtil.timestampFrom(id);
}

/** The bot's own id: the first part of its token (Discord developer documentation, "Authentication"). */
export function botIdOf(token: string): string {
  return Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8');
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
