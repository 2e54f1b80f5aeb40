import { randomBytes } from 'node:crypto';

/** A UUIDv7 (RFC 9562, 5.7) of that moment: ids sort by the millisecond they were made in, and not within it. */
export function newId(at: Temporal.Instant): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at.epochMilliseconds, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
