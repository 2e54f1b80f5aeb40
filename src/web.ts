import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { writeCalendar } from '#calendars/index.ts';
import { entryAt } from '#convergence/index.ts';
import type { Metrics } from '#metrics/index.ts';
import type { Store } from '#store/index.ts';
import type { Clock } from '#time/index.ts';

/** Where an HTTP server listens. */
interface Place {
  readonly host: string;
  readonly port: number;
}

/** What one HTTP server shows: health and calendar files for everyone, Slack's events, the playground and the metrics where they are on. */
interface Shown {
  /** whether Weft can do its work now: it is not ending, and the database answers */
  ready(): Promise<boolean>;
  readonly slack?: RequestListener | undefined;
  readonly playground?: Hono | undefined;
  /** where days are looked for whose calendar file is asked for, one after another */
  readonly calendars?: readonly Calendars[];
  /** what Prometheus reads, to whoever brings the token if there is one */
  readonly metrics?: { readonly token: string | undefined; scrape: Metrics['scrape'] } | undefined;
}

/** A database with days in it, and the clock they go by. */
export type Calendars = { readonly store: Pick<Store, 'db'>; readonly clock: Clock };

/** The one HTTP server: it has its port, and until it is opened every address answers 503. */
interface Web {
  readonly port: number;
  open(shown: Shown): void;
  stop(): Promise<void>;
}

/** Starts the one HTTP server with what it shows; rejects when the port is taken. */
export async function startWeb({ host, port, ...shown }: Place & Shown): Promise<Web> {
  const web = await takePort({ host, port });
  web.open(shown);
  return web;
}

/** Takes the port before anything else is begun, so that one in use is told at once: rejects with what to do then. */
export async function takePort({ host, port }: Place): Promise<Web> {
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end('not ready');
  // Whoever drips a request byte by byte is let go: Slack itself waits three seconds.
  const limits = { headersTimeout: 5_000, requestTimeout: 10_000 };
  const server = createServer(limits, (request, response) => listener(request, response));
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    open(shown) {
      listener = listenerOf(shown);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenerOf(shown: Shown): RequestListener {
  const pages = getRequestListener(createPages(shown).fetch);
  return (request, response) => {
    if (shown.slack && request.url?.split('?')[0]?.startsWith('/slack/')) {
      // Bolt's listener throws synchronously on a path it does not know; that must not end the process.
      try {
        shown.slack(request, response);
      } catch {
        response.writeHead(404).end();
      }
      return;
    }
    void pages(request, response);
  };
}

function createPages(web: Shown): Hono {
  const pages = new Hono();
  // Hono's own would print the error, whose message may hold somebody's words.
  pages.onError((_error, c) => c.text('Something broke. Try again in a minute.', 500));
  pages.get('/healthz', (c) => c.text('ok'));
  pages.get('/readyz', async (c) => ((await web.ready()) ? c.text('ready') : c.text('not ready', 503)));
  const { metrics, calendars = [] } = web;
  pages.get('/calendar/*', (c) => calendarFile(c, calendars));
  if (metrics) {
    pages.get('/metrics', async (c) => {
      if (metrics.token !== undefined && !isSame(c.req.header('authorization'), `Bearer ${metrics.token}`))
        return c.text('Bring the token: "Authorization: Bearer …".', 401, { 'WWW-Authenticate': 'Bearer' });
      const { type, text } = await metrics.scrape();
      return c.body(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-store' });
    });
  }
  if (web.playground) pages.route('/', web.playground);
  else pages.get('/', (c) => c.text('Weft is running. The playground is off.'));
  return pages;
}

/** The calendar file behind an unguessable address, which no log and no answer names: errors have no words. */
async function calendarFile(c: Context, calendars: readonly Calendars[]): Promise<Response> {
  const key = /^\/calendar\/(.{36})[.]ics$/.exec(c.req.path)?.[1];
  if (key === undefined || !z.uuid().safeParse(key).success) return c.body(null, 404);
  try {
    for (const { store, clock } of calendars) {
      const entry = await entryAt({ tx: store.db, now: clock.now() }, key);
      if (entry) return c.body(new Uint8Array(writeCalendar(entry)), 200, calendarHeaders);
    }
    return c.body(null, 404);
  } catch {
    return c.body(null, 503);
  }
}

const calendarHeaders = {
  'Content-Type': 'text/calendar; charset=utf-8',
  'Cache-Control': 'private, max-age=3600',
  'X-Robots-Tag': 'noindex',
  'X-Content-Type-Options': 'nosniff',
};

/** Compares in a time that tells nothing of where two texts differ. */
function isSame(given: string | undefined, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given ?? ''), hash(wanted));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new WebError(whyNot(error, port, host), { cause: error })),
    );
    server.listen(port, host, () => resolve());
  });
}

/** The server cannot listen where it should: the message is one sentence for whoever runs Weft. */
export class WebError extends Error {
  override readonly name = 'WebError';
}

function whyNot({ code }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === 'EADDRINUSE')
    return `PORT ${port} is taken: stop the other program, or choose another with PORT.`;
  if (code === 'EACCES')
    return `PORT ${port} may not be used by this account: choose one above 1023 with PORT.`;
  return `WEFT_HOST ${host} is no address of this machine: leave it out, or name one that is.`;
}
