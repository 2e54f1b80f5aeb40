import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';

/** An HTTP answer as it would be sent if nothing went wrong; an empty text is an answer without a body. */
export interface Whole {
  status: number;
  text: string;
  type: string;
  headers?: Record<string, string>;
}

/** Sends an answer, or spoils it as a fault of the wire says. */
export function sendAnswer(response: ServerResponse, whole: Whole, fault?: Fault): void {
  const { socket } = response;
  if (fault === 'drop-before' || fault === 'drop-after') socket?.resetAndDestroy();
  else if (fault === 'close-before' || fault === 'close-after') socket?.destroy();
  else if (fault === 'truncated') send(response, { ...whole, text: half(whole.text) });
  else if (fault === 'reset-mid-body') stopHalfway(response, whole, () => socket?.resetAndDestroy());
  else if (fault === 'close-mid-body') stopHalfway(response, whole, () => socket?.destroy());
  else if (fault === 'hang-mid-body') stopHalfway(response, whole, () => undefined);
  else if (fault === 'html') send(response, { status: 200, text: proxyPage, type: 'text/html' });
  // Those that hang are ended by their sender's timeout.
  else if (fault !== 'hang-before' && fault !== 'hang-after') send(response, whole);
}

/** What a proxy says when it does not reach the platform. */
export const proxyPage = '<!DOCTYPE html><title>Just a moment</title>';

function send(response: ServerResponse, { status, text, type, headers = {} }: Whole): void {
  if (response.destroyed) return;
  // discord.js takes any 204 with a content type for JSON.
  if (text === '') response.writeHead(status, headers).end();
  else
    response
      .writeHead(status, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(text) })
      .end(text);
}

/** Sends the headers of the whole and half of its body, and gives that 20 ms to arrive before `then`. */
function stopHalfway(
  response: ServerResponse,
  { status, text, type, headers }: Whole,
  then: () => void,
): void {
  if (text === '') {
    then();
    return;
  }
  response.writeHead(status, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.write(half(text), () => setTimeout(then, 20).unref());
}

function half(text: string): string {
  return text.slice(0, Math.floor(text.length / 2));
}
