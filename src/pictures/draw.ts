import { Worker } from 'node:worker_threads';
import type { Picture } from '#chat/index.ts';

/** Whoever waits for a picture gets the words alone after so long. */
const longestMs = 15_000;

/** The pictures that were drawn last: the same one goes to every channel and to whoever asks for it. */
const kept = 4;
const last = new Map<string, Promise<Uint8Array>>();

/**
 * Draws a picture as a PNG, 1,200 pixels wide; on one machine the same picture gives the same bytes. In a thread of its
 * own, because it takes up to a second, in which nobody else would be answered.
 */
export function drawPicture(picture: Picture): Promise<Uint8Array> {
  const key = JSON.stringify(picture);
  const known = last.get(key);
  if (known) return known;
  const drawn = drawApart(picture);
  last.set(key, drawn);
  drawn.catch(() => last.delete(key));
  for (const old of [...last.keys()].slice(0, -kept)) last.delete(old);
  return drawn;
}

/** The thread ends with its picture, and what it needed for it is free again. */
function drawApart(picture: Picture): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: picture });
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('nothing was drawn')));
  const tooLong = setTimeout(() => void worker.terminate(), longestMs);
  return promise.finally(() => clearTimeout(tooLong));
}
