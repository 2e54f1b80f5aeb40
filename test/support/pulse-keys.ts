import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the keys of pulses that are opened in this process; it goes with it. */
export const pulseKeys = mkdtempSync(join(tmpdir(), 'weft-pulse-keys-'));
process.once('exit', () => rmSync(pulseKeys, { recursive: true, force: true }));
