import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { chatWords, type Log, trace } from '#chat/index.ts';
import { isDatabaseDown } from '#store/index.ts';
import { drawColumn, type HelpLine, lookedAt } from './draw-column.ts';
import { drawPage } from './draw-page.ts';
import { readGiven, textOf } from './given.ts';
import { guard } from './guard.ts';
import type { Playground } from './playground.ts';
import { hrefOf, readState } from './state.ts';
import { findPerson } from './world.ts';

export type { HelpLine };

export interface ClockControl {
  now(): Temporal.Instant;
  /** Carries out all that is due until then, and resolves when the clock stands there. */
  move(to: Temporal.Instant): Promise<void>;
  readonly busy: boolean;
}

export type PagesOptions = {
  playground: Playground;
  clockControl: ClockControl;
  log: Log;
  /** What may come next after what was typed, without `/weft`. */
  complete(line: string): readonly string[];
  help: readonly HelpLine[];
  /** `127.0.0.1:3000`, or without a port for all of them. */
  allowedHosts: readonly string[];
  reset?(): Promise<void>;
};

const steps = { hour: { hours: 1 }, day: { days: 1 }, week: { weeks: 1 } } as const;

/** The playground's pages, to be mounted at the root of a server that listens on loopback. */
export function playgroundPages(options: PagesOptions): Hono {
  const { playground, clockControl, complete, help, reset, log } = options;
  const { world } = playground;
  const app = new Hono();
  app.use(guard(options.allowedHosts));
  app.use(bodyLimit({ maxSize: 256 * 1024 }));
  app.onError((error, c) => {
    log.error('page failed', { platform: 'playground', error: trace(error) });
    return isDatabaseDown(error)
      ? c.text(chatWords.en.notSaved, 503)
      : c.text('Something in the playground broke. Reload the page and try again.', 500);
  });
  for (const [name, type] of Object.entries(files)) {
    const text = readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
    app.get(`/${name}`, (c) => c.body(text, 200, { 'content-type': type }));
  }

  app.get('/', async (c) => {
    const state = readState(new URL(c.req.url).searchParams, world);
    const now = clockControl.now();
    const columns = await Promise.all(
      state.shown.map(async ({ account }) => {
        const person = findPerson(world, account);
        const seen = await playground.seen(account);
        await playground.markRead({ account, conversation: lookedAt(state, account, seen) });
        return drawColumn(person, seen, { world, state, now, help });
      }),
    );
    const unread = await playground.unread();
    const setting = {
      world,
      state,
      now,
      moving: clockControl.busy,
      unread,
      help,
      canStartOver: reset !== undefined,
    };
    return c.html(drawPage(setting, columns).markup);
  });

  app.post('/type', async (c) => {
    const sent = await c.req.formData();
    const channel = textOf(sent, 'channel');
    const line = textOf(sent, 'line').replaceAll('\n', ' ').slice(0, 8000);
    await playground.type({ account: accountOf(sent), line, ...(channel !== '' && { channel }) });
    return goBack(c, sent);
  });
  app.post('/press', async (c) => {
    const sent = await c.req.formData();
    const [messageId, wire] = [textOf(sent, 'message'), textOf(sent, 'wire')];
    await playground.press({ account: accountOf(sent), messageId, wire });
    return goBack(c, sent);
  });
  app.post('/fill', async (c) => {
    const sent = await c.req.formData();
    const [account, form] = [accountOf(sent), textOf(sent, 'form')];
    const open = (await playground.seen(account)).form;
    if (sent.has('close')) await playground.close({ account });
    else if (open?.view.form === form)
      await playground.fill({ account, form, ...readGiven(open.view, sent) });
    else await playground.fill({ account, form, given: {} });
    return goBack(c, sent);
  });
  app.post('/clock', async (c) => {
    const sent = await c.req.formData();
    const by = textOf(sent, 'by');
    if (by !== 'hour' && by !== 'day' && by !== 'week')
      return c.text('Move by an hour, a day or a week.', 400);
    if (clockControl.busy) return c.text('The clock is still moving. Wait until it stands.', 409);
    await clockControl.move(clockControl.now().toZonedDateTimeISO(world.zone).add(steps[by]).toInstant());
    return goBack(c, sent);
  });
  if (reset) {
    app.post('/reset', async (c) => {
      await reset();
      return c.redirect('/', 303);
    });
  }

  app.get('/complete', (c) => {
    const abouts = new Map(help.map((one) => [`${one.topic} ${one.verb}`, one.about]));
    const found = complete(c.req.query('written') ?? '').slice(0, 25);
    return c.json(
      found.map((value) => ({ label: value, ...(abouts.has(value) && { about: abouts.get(value) }) })),
    );
  });
  app.get('/look', async (c) => {
    const { account = '', of = '', written = '' } = c.req.query();
    return c.json(await playground.look({ account: findPerson(world, account).account, of, written }));
  });
  app.get('/file', async (c) => {
    const file = await playground.file(blockOf(c));
    if (!file) return c.text('There is no file here.', 404);
    const { type, bytes, name } = file;
    const kept = name !== undefined && { 'content-disposition': `attachment; filename="${name}"` };
    return c.body(new Uint8Array(bytes), 200, { 'content-type': type, ...kept });
  });
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      await new Promise<void>((ended) => {
        const beat = setInterval(() => void stream.writeSSE({ event: 'beat', data: '' }), 20_000);
        const stopWatching = playground.watch((what) => {
          if (what === 'stopped') stop();
          else void stream.writeSSE({ event: 'changed', data: '' });
        });
        const stop = () => {
          clearInterval(beat);
          stopWatching();
          ended();
        };
        stream.onAbort(stop);
        void stream.writeSSE({ event: 'changed', data: '' });
      });
    }),
  );
  return app;

  function blockOf(c: Context) {
    const { account = '', message: messageId = '', at } = c.req.query();
    return { account: findPerson(world, account).account, messageId, at: Number(at) };
  }
  function accountOf(sent: FormData): string {
    return findPerson(world, textOf(sent, 'account')).account;
  }
  /** To the page it came from, which is read as a state, so that no other address can be meant. */
  function goBack(c: Context, sent: FormData) {
    const query = URL.parse(textOf(sent, 'back'), 'http://playground')?.searchParams ?? new URLSearchParams();
    return c.redirect(hrefOf(readState(query, world)), 303);
  }
}

const files = {
  'style.css': 'text/css; charset=utf-8',
  'script.js': 'text/javascript; charset=utf-8',
  'complete.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};
