import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, test as vitestTest } from 'vitest';
import { cast, story } from '#cast/index.ts';
import { items, literal, message, picture } from '#chat/index.ts';
import { faint, launchBrowser, nameless } from './support/browser.ts';
import { testDatabase } from './support/database.ts';
import { servePlayground } from './support/playground.ts';
import { type Started, startWeft } from './support/started.ts';

const browser = await launchBrowser();
afterAll(async () => {
  await browser?.close();
  await (await starting)?.[Symbol.asyncDispose]();
});
const test = vitestTest.skipIf(browser === undefined);

async function openBrowser(url: string, options: BrowserContextOptions = {}) {
  if (!browser) throw new Error('there is no browser here');
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (line) => line.type() === 'error' && wrong.push(line.text()));
  page.on('dialog', (dialog) => wrong.push(dialog.message()));
  await page.goto(url);
  return {
    page,
    wrong,
    column: (name: string) => page.getByRole('region', { name, exact: true }),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

// The page alone, over a small world.

async function openPage(path = '/', options: BrowserContextOptions = {}) {
  const database = await testDatabase();
  const served = await servePlayground(database.db);
  const opened = await openBrowser(served.url + path, options);
  return {
    ...opened,
    served,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await served[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

test('a newcomer begins the story, types with completion and presses, and sees it arrive beside', async () => {
  await using here = await openPage();
  const { page, column } = here;
  await page.getByRole('link', { name: 'Begin the story' }).click();
  const [ana, bo] = [column('Ana Reyes'), column('Bo Lindqvist')];
  const line = ana.getByRole('combobox', { name: 'Command of Ana Reyes' });
  expect(await line.inputValue()).toBe('intro queue');
  await line.fill('int');
  await ana.getByRole('option', { name: 'intro queue' }).waitFor();
  await line.press('ArrowDown');
  await line.press('Enter');
  expect(await line.inputValue()).toBe('intro queue ');
  await line.press('Escape');
  await line.press('Enter');
  await ana.getByRole('button', { name: 'Offer', exact: true }).click();
  await ana.getByText('Offered to both.').waitFor();
  await bo.getByRole('button', { name: 'Yes, please' }).click();
  await bo.getByText('Nothing more to do').waitFor();
  expect(await line.inputValue()).toBe('');
  expect(here.wrong).toEqual([]);
});

test('a person is found by a few letters, chosen, and another put beside them', async () => {
  await using here = await openPage();
  const { page, column } = here;
  await page.getByRole('searchbox', { name: 'Find a person' }).fill('seed library');
  expect(await page.locator('.person:visible').count()).toBe(1);
  await page
    .getByRole('link', { name: /Fatou Diop/ })
    .first()
    .click();
  await column('Fatou Diop').getByText('11:00 Dakar').waitFor();
  await page.getByRole('link', { name: 'Show Gus Hale beside' }).click();
  await column('Gus Hale').getByText('06:00 Chicago').waitFor();
  const [left, right] = [await column('Fatou Diop').boundingBox(), await column('Gus Hale').boundingBox()];
  expect(left?.y).toBe(right?.y);
  expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThan(right?.x ?? 0);
});

test('a form says what is wrong at its fields, keeps what was typed, and is sent when it is right', async () => {
  await using here = await openPage('/?who=chidi~actions&who=bo');
  const { column, served } = here;
  const chidi = column('Chidi Okafor');
  await chidi.getByRole('combobox').fill('action announce');
  await chidi.getByRole('button', { name: 'Send' }).click();
  const form = chidi.getByRole('dialog', { name: 'Announce an action' });
  await form.getByLabel('What is it called?').fill('Clean <b>the</b> river');
  // Somebody else's news does not disturb what is being typed.
  await served.playground.type({ account: 'bo', line: 'home show' });
  await column('Bo Lindqvist').getByText('Nothing waits for you').waitFor();
  await form.getByRole('button', { name: 'Next' }).click();
  const when = form.getByLabel('When does it begin?');
  await form.getByText('2 things need another look.').waitFor();
  expect(await when.getAttribute('aria-invalid')).toBe('true');
  await form.locator('#chidi-when:focus').waitFor();
  expect(await form.getByLabel('What is it called?').inputValue()).toBe('Clean <b>the</b> river');
  await when.fill('Saturday 10am');
  await form.getByLabel('Clean-up').check();
  await form.getByRole('button', { name: 'Next' }).click();

  const second = chidi.getByRole('dialog', { name: 'Who and where' });
  await second.getByRole('combobox', { name: 'In whose name?' }).fill('riv');
  await second.getByRole('option', { name: 'River Watch' }).click();
  await second.getByLabel('A van').check();
  await second.getByLabel('Yes').check();
  await second.getByRole('button', { name: 'Send' }).click();
  await chidi.getByText('Only Chidi Okafor sees this').waitFor();
  await chidi.getByText('Clean <b>the</b> river').waitFor();
  expect(await chidi.getByRole('dialog').count()).toBe(0);
  expect(served.intake.taken.at(-1)).toMatchObject({
    given: { organisation: expect.stringMatching(/^[0-9a-f-]{36}$/), needs: ['van'], open: 'yes' },
  });
  expect(here.wrong).toEqual([]);
});

test('on a phone the people are opened, and closed again without choosing anybody', async () => {
  await using here = await openPage('/?who=bo', { viewport: { width: 360, height: 720 } });
  const people = here.page.getByRole('heading', { name: 'Who are you?' });
  await here.page.getByRole('button', { name: 'People', exact: true }).click();
  await people.waitFor();
  await here.page.getByRole('button', { name: 'Close the people' }).click();
  await people.waitFor({ state: 'hidden' });
  // Where they always stand beside, nothing closes them.
  await here.page.setViewportSize({ width: 1280, height: 800 });
  await people.waitFor();
  expect(await here.page.getByRole('button', { name: 'Close the people' }).count()).toBe(0);
  expect(here.wrong).toEqual([]);
});

test('Escape closes a form, and the line has the focus again', async () => {
  await using here = await openPage('/?who=bo');
  const line = here.page.locator('#line-bo');
  await line.fill('pulse answer');
  await line.press('Enter');
  await here.page.getByRole('radio', { name: '3' }).press('Escape');
  await here.page.getByRole('dialog').waitFor({ state: 'detached' });
  await here.page.locator('#line-bo:focus').waitFor();
});

test('the clock moves by an hour, a day and a week, in its own zone', async () => {
  await using here = await openPage('/?who=gus');
  for (const [step, shown] of [
    ['+1 hour', 'Wednesday 12 May, 13:00'],
    ['+1 day', 'Thursday 13 May, 13:00'],
    ['+1 week', 'Thursday 20 May, 13:00'],
  ] as const) {
    await here.page.getByRole('button', { name: step }).click();
    await here.page.locator('#clock time', { hasText: shown }).waitFor();
  }
  await here.column('Gus Hale').getByText('07:00 Chicago').waitFor();
});

test('hostile words stay words in a real browser', async () => {
  await using here = await openPage('/?who=ana');
  const words =
    '<img src=x onerror=alert(1)><script>alert(2)</script> https://evil.example "\'><svg onload=alert(3)>';
  await here.served.playground.type({ account: 'ana', line: `say ${words}` });
  await here.page.locator('.first', { hasText: words }).last().waitFor();
  expect(await here.page.locator('.thread :is(img, script, svg, a)').count()).toBe(0);
  expect(here.wrong).toEqual([]);
});

test('it works without any script', async () => {
  await using here = await openPage('/?who=ana&who=bo&line=intro+queue', { javaScriptEnabled: false });
  const { column } = here;
  await column('Ana Reyes').getByRole('button', { name: 'Send' }).click();
  await column('Ana Reyes').getByRole('button', { name: 'Offer', exact: true }).click();
  await column('Bo Lindqvist').getByRole('button', { name: 'Yes, please' }).waitFor();
  await column('Bo Lindqvist').locator('input[name=line]').fill('pulse answer');
  await column('Bo Lindqvist').getByRole('button', { name: 'Send' }).click();
  await column('Bo Lindqvist').getByRole('dialog').getByLabel('3').check();
  await column('Bo Lindqvist').getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await column('Bo Lindqvist').getByText('Posted in').waitFor();
});

test('a picture is as wide as its message and no wider, and a long message is read from its beginning', async () => {
  await using here = await openPage();
  const { page, served } = here;
  const address = { kind: 'channel', tenant: 'harbour', channel: 'general' } as const;
  const names = ['Purpose', 'Voice', 'Load', 'Value', 'Power', 'Relationships'];
  const lines = names.map((name) => ({ name, shares: [0.5, 0.75] }));
  const trend = { kind: 'trend', title: 'How it went', labels: ['4 May', '11 May'], lines } as const;
  const words = items(...names.map((name) => literal(`${name}: from 50 % on 4 May to 75 % on 11 May`)));
  const said = message(literal('The trend'), words, picture(trend, 'From 50 % to 75 %'));
  await served.playground.perform({
    key: 'one',
    attempt: 0,
    address,
    effect: { kind: 'post', message: said },
  });
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 720 });
    await page.goto(`${served.url}/?who=bo~general&who=ana`);
    const bo = here.column('Bo Lindqvist');
    const shown = bo.getByRole('img', { name: 'From 50 % to 75 %' });
    await expect.poll(() => shown.evaluate((one) => one.naturalWidth)).toBe(1200);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect((await shown.boundingBox())?.width).toBeLessThan(width);
    const top = (await bo.locator('.thread').boundingBox())?.y ?? Number.NaN;
    await expect.poll(async () => (await bo.getByText('The trend').boundingBox())?.y).toBeGreaterThan(top);
  }
  expect(here.wrong).toEqual([]);
});

/** That all text has its contrast, by day and by night. */
async function isPlain(page: Page, path?: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await faint(page), `${path} ${colorScheme}`).toEqual([]);
  }
}

test('nothing scrolls sideways at 360 px, every control has a name and all text its contrast', async () => {
  await using here = await openPage('/', { viewport: { width: 360, height: 720 } });
  const { page, served } = here;
  await served.playground.type({ account: 'ana', channel: 'general', line: 'intro queue' });
  await served.playground.type({ account: 'chidi', line: 'action announce' });
  await served.playground.fill({
    account: 'chidi',
    form: (await served.playground.seen('chidi')).form?.view.form ?? '',
    given: {},
  });
  for (const path of ['/', '/?who=ana~general&who=bo&story=1', '/?who=chidi']) {
    await page.setViewportSize({ width: 360, height: 720 });
    await page.goto(served.url + path);
    expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(360);
    expect(await nameless(page), path).toEqual([]);
    await isPlain(page, path);
  }
  // A control: both checks can fail.
  await page.locator('.coalition').evaluate((one) => {
    one.style.color = '#808080';
    one.style.backgroundColor = '#707070';
  });
  await page
    .locator('.choose')
    .first()
    .evaluate((one) => one.replaceChildren());
  expect(await nameless(page)).toHaveLength(1);
  expect(await faint(page)).not.toEqual([]);
});

// The whole of Weft, as `npm start` starts it.

// It starts while the page alone is looked at.
const starting = browser && startWeft();
starting?.catch(() => {});

/** Weft as on its first day, in a process that these tests share. */
async function startedOver(): Promise<Started> {
  const weft = await starting;
  if (!weft) throw new Error('there is no browser here');
  const { status } = await post(weft, '/reset', {});
  expect(status).toBe(303);
  return weft;
}

async function post({ url }: Started, path: string, fields: Record<string, string>) {
  // A kept connection may be closed by the server, which has been idle since the last test, just as it is used.
  const headers = { origin: url, connection: 'close' };
  const body = new URLSearchParams(fields);
  return await fetch(url + path, { method: 'POST', headers, body, redirect: 'manual' });
}

const offered = async (started: Started) => {
  await using here = await openBrowser(`${started.url}/?who=ana&line=intro+queue`);
  const ana = here.column('Ana Reyes');
  await ana.getByRole('button', { name: 'Send' }).click();
  await ana.getByRole('button', { name: 'Offer', exact: true }).first().click();
  await ana.getByText('Offered to Ben Okafor and Cara Lindqvist').waitFor();
};

test('the guided story can be played to its end, and all of it is there after SIGTERM and SIGKILL', async () => {
  const started = await startedOver();
  await using beside = await openBrowser(`${started.url}/?who=ben`);
  await using here = await openBrowser(started.url);
  const { page, column } = here;
  const [ana, ben, cara] = [column('Ana Reyes'), column('Ben Okafor'), column('Cara Lindqvist')];
  const next = () => page.getByRole('link', { name: /^Next/ }).click();

  await page.getByRole('link', { name: 'Begin the story' }).click();
  await ana.getByRole('button', { name: 'Send' }).click();
  await ana.getByText('Ben Okafor and Cara Lindqvist').waitFor();
  await ana.getByRole('button', { name: 'Offer', exact: true }).first().click();
  await ana.getByText('Offered to Ben Okafor and Cara Lindqvist').waitFor();
  // Another window shows it without being reloaded.
  await beside.column('Ben Okafor').getByText('May Weft introduce you to Cara Lindqvist').waitFor();

  await next();
  await cara.getByRole('button', { name: 'Yes', exact: true }).click();
  await cara.getByText('Your yes is kept').waitFor();
  expect(await ben.locator('.message').count()).toBe(1);
  await next();
  await ben.getByRole('button', { name: 'Yes', exact: true }).click();
  await ben.getByText('You both said yes').waitFor();
  await next();
  await cara.getByText('zoning law, reading permits').waitFor();
  await next();
  await page.getByRole('button', { name: '+1 week' }).click();
  await page.locator('#clock time', { hasText: 'Wednesday 19 May, 12:00' }).waitFor();
  await ben.getByText('Did you and Cara Lindqvist meet?').waitFor();
  await cara.getByRole('button', { name: 'Met', exact: true }).click();
  await cara.getByRole('button', { name: 'An exchange' }).click();
  await cara.getByText('exchange with Ben Okafor').waitFor();

  await next();
  await cara.getByRole('button', { name: 'Answer', exact: true }).click();
  const pulse = cara.getByRole('dialog', { name: 'The weekly pulse' });
  await pulse.getByRole('radio', { name: '4' }).first().check();
  await pulse.getByRole('button', { name: 'Send' }).click();
  await cara.getByText('Sealed. Thank you.').waitFor();

  await next();
  const [dov, elena] = [column('Dov Abrams'), column('Elena Cruz')];
  await dov.getByRole('button', { name: 'Send' }).click();
  const action = dov.getByRole('dialog');
  expect(await action.getByLabel('What is it called?').inputValue()).toBe('River clean-up');
  await action.getByLabel('What will people do?').fill('We take plastic out of the shallows.');
  await action.getByLabel('When?').fill('Saturday 10am');
  await action.getByLabel('Where, roughly?').fill('Omaha');
  await action.getByRole('button', { name: 'Next' }).click();
  await action.getByLabel('What kind of action?').selectOption('care');
  await action.getByRole('group', { name: 'Whom is it for?' }).getByRole('radio').first().waitFor();
  await action.getByRole('button', { name: 'Send' }).click();
  await dov.getByRole('button', { name: 'Post it' }).click();
  await page.getByRole('button', { name: '+1 hour' }).click();
  await page.locator('#clock time', { hasText: 'Wednesday 19 May, 13:00' }).waitFor();
  await next();
  await elena.getByRole('button', { name: 'I’m in' }).click();
  await elena.getByText('You are in: River clean-up.').waitFor();
  const counted = elena.locator('.message:not(.private)').getByText('So far');
  expect(await counted.count()).toBe(0);
  await page.getByRole('button', { name: '+1 hour' }).click();
  await page.locator('#clock time', { hasText: 'Wednesday 19 May, 14:00' }).waitFor();
  await counted.waitFor();

  // The convergence day is played in a test of its own, the last one.
  await next();
  for (let at = 1; at <= 5; at += 1) await next();
  const finn = column('Finn Olsen');
  await finn.getByRole('button', { name: 'Send' }).click();
  await finn.getByRole('dialog').getByText('Every household along the river').waitFor();
  await next();
  await page.getByText('That is the story. Now be anybody').waitFor();
  const mara = column('Mara Whitfield');
  await mara.getByRole('button', { name: 'Send' }).click();
  await mara.getByText('Ben Okafor').first().waitFor();
  await page.getByRole('link', { name: 'That is the story' }).click();
  expect([here.wrong, beside.wrong]).toEqual([[], []]);

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await started.restart(signal);
    await page.goto(`${started.url}/?who=cara~group&who=finn`);
    await page.locator('#clock time', { hasText: 'Wednesday 19 May, 14:00' }).waitFor();
    await cara.getByText('zoning law, reading permits').waitFor();
    await finn.getByRole('dialog').waitFor();
  }
  await finn.getByRole('button', { name: 'Next' }).click();
  await finn.getByText('Step 2 of 3').waitFor();
}, 120_000);

test('a newcomer is told at the field what is wrong, and has joined once it is right', async () => {
  const started = await startedOver();
  await using here = await openBrowser(`${started.url}/?who=edda&line=coalition+join`);
  const { column } = here;
  const edda = column('Edda Novak');
  const form = edda.getByRole('dialog');
  await edda.getByRole('button', { name: 'Send' }).click();
  const name = form.getByLabel('Name you want to be called by');
  await name.fill('');
  await form.getByLabel('What I can offer').fill('a <b>boat</b>');
  await form.getByRole('button', { name: 'Next' }).click();
  await form.getByText('One thing needs another look.').waitFor();
  expect(await name.getAttribute('aria-invalid')).toBe('true');
  expect(await form.getByLabel('What I can offer').inputValue()).toBe('a <b>boat</b>');
  await name.fill('Edda');
  await form.getByRole('combobox', { name: 'Your organisation' }).fill('river');
  await form.getByRole('option', { name: 'River Science Collective' }).click();
  await form.getByRole('button', { name: 'Next' }).click();
  await form.getByText('Step 2 of 3').waitFor();
  await form.getByRole('button', { name: 'Next' }).click();
  await form.getByText('Step 3 of 3').waitFor();
  expect(await form.getByRole('radio', { checked: true }).count()).toBe(0);
  await form.getByRole('group', { name: 'Who may find you?' }).getByLabel('Members of the coalition').check();
  await form.getByRole('button', { name: 'Send' }).click();
  await edda.getByText('You are in Clearwater.').waitFor();

  await edda.getByRole('combobox').fill('profile show');
  await edda.getByRole('button', { name: 'Send' }).click();
  await edda.getByText('a <b>boat</b>').waitFor();
  expect(here.wrong).toEqual([]);
}, 60_000);

test('the clock cannot be moved twice at once, and the page can be used while it moves', async () => {
  const started = await startedOver();
  await offered(started);
  const [first, second, typed, page] = await Promise.all([
    post(started, '/clock', { by: 'week' }),
    post(started, '/clock', { by: 'week' }),
    post(started, '/type', { account: 'mara', line: 'help show' }),
    fetch(`${started.url}/?who=mara`),
  ]);
  expect([first.status, second.status].toSorted()).toEqual([303, 409]);
  expect([typed.status, page.status]).toEqual([303, 200]);
  await using here = await openBrowser(`${started.url}/?who=mara`);
  await here.page.locator('#clock time', { hasText: 'Wednesday 19 May, 12:00' }).waitFor();
  await here.column('Mara Whitfield').getByText('Here is what you can type.').waitFor();
  expect(await here.page.getByRole('button', { name: '+1 week' }).isEnabled()).toBe(true);

  // Starting over asks first.
  await here.page.getByText('Start over').click();
  await here.page.getByRole('button', { name: 'Forget everything' }).click();
  await here.page.getByRole('link', { name: 'Begin the story' }).waitFor();
  await here.page.locator('#clock time', { hasText: 'Wednesday 12 May, 12:00' }).waitFor();
  await here.page.goto(`${started.url}/?who=mara`);
  await here.column('Mara Whitfield').getByText('Nothing yet.').waitFor();
  expect(here.wrong).toEqual([]);
}, 60_000);

test('two people are introduced without any script', async () => {
  const started = await startedOver();
  const path = '/?who=ana&who=cara&who=ben&line=intro+queue';
  await using here = await openBrowser(started.url + path, { javaScriptEnabled: false });
  const [ana, ben, cara] = ['Ana Reyes', 'Ben Okafor', 'Cara Lindqvist'].map(here.column);
  await ana?.getByRole('button', { name: 'Send' }).click();
  await ana?.getByRole('button', { name: 'Offer', exact: true }).first().click();
  await cara?.getByRole('button', { name: 'Yes', exact: true }).click();
  await ben?.getByRole('button', { name: 'Yes', exact: true }).click();
  await cara?.getByRole('link', { name: 'Ben Okafor and Cara Lindqvist' }).click();
  await cara?.getByText('You both said yes to this.').waitFor();
  await here.page.getByRole('button', { name: '+1 hour' }).click();
  await here.page.locator('#clock time', { hasText: 'Wednesday 12 May, 13:00' }).waitFor();
}, 60_000);

/** Somebody answers the pulse that they were asked last, as their browser would send it. */
async function answersPulse(started: Started, account: string, given: Record<string, string>) {
  const shown = async () =>
    await (await fetch(`${started.url}/?who=${account}`, { headers: { connection: 'close' } })).text();
  const asked =
    /name="message" value="(\w+)"(?:(?!<form)[\s\S])*?name="wire" value="([^"]+)"[^>]*>Answer<\/button>/g;
  const [, message = '', wire = ''] = [...(await shown()).matchAll(asked)].at(-1) ?? [];
  await post(started, '/press', { account, message, wire });
  const [, form = ''] = /name="form" value="([^"]+)"/.exec(await shown()) ?? [];
  const { status } = await post(started, '/fill', { account, form, ...given });
  expect(`${account} ${message === '' || form === '' ? 'was not asked' : status}`).toBe(`${account} 303`);
}

test('a pulse is answered on a phone, after its notice was read, and what came of it has its picture', async () => {
  const started = await startedOver();
  await using here = await openBrowser(`${started.url}/?who=jonas&line=pulse+open`);
  const { page, column } = here;
  const [jonas, cara] = [column('Jonas Weber'), column('Cara Lindqvist')];
  const fits = async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await nameless(page)).toEqual([]);
  };
  const opens = async (number: number) => {
    await page.goto(`${started.url}/?who=jonas&line=pulse+open`);
    await jonas.getByRole('button', { name: 'Send' }).click();
    await jonas.getByRole('radio', { name: 'Once, now' }).check();
    await jonas.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await jonas
      .getByText('54 people are asked')
      .nth(number - 1)
      .waitFor();
  };
  /** Twenty others: fifteen high and five low, or the other way round. */
  const others = cast.people.map(({ account }) => account).filter((who) => who !== 'cara');
  const crowd = async (many: number) => {
    // By then everyone was asked, who are asked one after another.
    await post(started, '/clock', { by: 'hour' });
    for (const [at, account] of others.slice(0, 20).entries())
      await answersPulse(started, account, { 'f.first': at < many ? '5' : '2', 'f.second': '4' });
    for (const by of ['day', 'day', 'day']) await post(started, '/clock', { by });
  };
  await page.setViewportSize({ width: 360, height: 720 });
  await opens(1);

  await page.goto(`${started.url}/?who=cara`);
  await cara.getByText('Everyone who agreed was asked: 54 people.').waitFor();
  await cara.getByRole('button', { name: 'Who can see what' }).click();
  await cara.getByText('Your answer is sealed on arrival').waitFor();
  await cara.getByRole('button', { name: 'Answer', exact: true }).click();
  const form = cara.getByRole('dialog', { name: 'The weekly pulse' });
  // Who learns what stands above the first question.
  const [notice, first] = [
    form.getByText('Somebody with the database before the close'),
    form.getByRole('group', { name: 'Question 1' }),
  ];
  expect((await notice.boundingBox())?.y).toBeLessThan((await first.boundingBox())?.y ?? 0);
  await first.getByText('I could say in one sentence what we are doing this for.').waitFor();
  await fits();
  await first.getByRole('radio', { name: '4' }).check();
  await form.getByRole('radio', { name: 'With my hub' }).check();
  await form.getByLabel('Anything else?').fill('More <b>boats</b>.');
  await form.getByRole('button', { name: 'Send' }).click();
  await cara.getByText('Sealed. Thank you.').waitFor();
  await fits();

  await crowd(15);
  await opens(2);
  await crowd(5);
  await page.goto(`${started.url}/?who=cara&line=pulse+results`);
  await cara.getByRole('button', { name: 'Send' }).click();
  await cara.getByText('The pulse is closed. About 35 % answered.').waitFor();
  const said =
    'Purpose: 76 % (15 May); Relationships: 100 % (15 May); Voice: 25 % (18 May); Load: 100 % (18 May)';
  for (const line of said.split('; ')) await cara.getByText(line, { exact: true }).waitFor();
  const drawn = cara.getByRole('img', { name: said });
  await expect.poll(() => drawn.evaluate((one) => one.naturalWidth), { timeout: 20_000 }).toBe(1200);
  await fits();
  await page.goto(`${started.url}/?who=cara~pulse`);
  await cara.getByRole('img', { name: said }).waitFor();
  // More than ten answered the first, so that what they wrote is told; nobody’s name is with it.
  await cara.getByText('More <b>boats</b>.').waitFor();
  await fits();
  expect(here.wrong).toEqual([]);
}, 120_000);

test('what Weft says fits a phone, every control has a name and all text its contrast', async () => {
  const started = await startedOver();
  await offered(started);
  for (const [account, line] of [
    ['jonas', 'status show'],
    ['jonas', 'organisation list'],
    ['mara', 'help show'],
    ['mara', 'find people zoning'],
    ['finn', 'coalition join'],
  ] as const)
    await post(started, '/type', { account, line });
  await using here = await openBrowser(started.url);
  const { page } = here;
  for (const path of ['/', '/?who=ana&who=cara&story=1', '/?who=jonas', '/?who=mara', '/?who=finn']) {
    await page.setViewportSize({ width: 360, height: 720 });
    await page.goto(started.url + path);
    expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(360);
    expect(await nameless(page), path).toEqual([]);
    await isPlain(page, path);
  }
  expect(here.wrong).toEqual([]);
}, 60_000);

test('a convergence day is planned, hosted, reminded of and counted as the story tells it, and fits a phone', async () => {
  const started = await startedOver();
  const first = story.findIndex((one) => 'line' in one && one.line === 'converge plan River day') + 1;
  await using here = await openBrowser(
    `${started.url}/?who=mara&who=grace&line=converge+plan+River+day&story=${first}`,
  );
  const { page, column } = here;
  const [mara, grace, elena] = [column('Mara Whitfield'), column('Grace Tran'), column('Elena Cruz')];
  const next = () => page.getByRole('link', { name: /^Next/ }).click();
  const moves = (by: string) => page.getByRole('button', { name: by }).click();
  const fits = async () => {
    await page.setViewportSize({ width: 360, height: 720 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await nameless(page)).toEqual([]);
    await isPlain(page);
  };
  await mara.getByRole('button', { name: 'Send' }).click();
  const plan = mara.getByRole('dialog');
  expect(await plan.getByLabel('Name', { exact: true }).inputValue()).toBe('River day');
  await plan.getByLabel('Which day, or days?').fill('in 2 days');
  await plan.getByLabel('At what hours?').fill('noon to two');
  await plan.getByLabel('What do you ask of everyone?').fill('Stand at the <b>river</b>.');
  await plan.getByRole('button', { name: 'Next' }).click();
  await plan.getByLabel('Who is asked to host?').fill('Delta');
  await plan.getByRole('button', { name: 'Send' }).click();
  await mara.getByRole('button', { name: 'Plan it' }).click();
  await mara.getByText('announced in 2 spaces').waitFor();
  await fits();

  await next();
  await grace.getByRole('button', { name: 'We host it' }).click();
  const host = grace.getByRole('dialog');
  await host.getByLabel('What will you do?').fill('We sing at the ferry.');
  await host.getByLabel('Where, roughly?').fill('Houma');
  await fits();
  await host.getByRole('button', { name: 'Next' }).click();
  await host.getByRole('button', { name: 'Send' }).click();
  await grace.getByText('You host River day').waitFor();

  await next();
  await moves('+1 day');
  await page.locator('#clock time', { hasText: 'Thursday 13 May, 12:00' }).waitFor();
  await grace.getByText('Still missing').waitFor();
  await column('Xavi Torres').getByText('Lead pipes: nobody hosts yet').waitFor();
  await fits();

  await next();
  await moves('+1 day');
  await page.locator('#clock time', { hasText: 'Friday 14 May, 12:00' }).waitFor();
  await grace.getByRole('button', { name: 'How many came?' }).last().click();
  const came = grace.getByRole('dialog');
  await came.getByLabel('How many came?').fill('52');
  await came.getByLabel('Where is the number from?').fill('stewards at the ferry');
  await came.getByRole('button', { name: 'Send' }).click();
  await grace.getByText('Kept for River day').waitFor();
  await moves('+1 hour');
  await page.locator('#clock time', { hasText: 'Friday 14 May, 13:00' }).waitFor();

  await next();
  await elena.getByText('Delta: 52').waitFor();
  await elena.getByText('stewards at the ferry').waitFor();
  const event = elena.locator('.event');
  await event.getByText('Planned event').waitFor();
  await event.getByText('Stand at the <b>river</b>.').waitFor();
  const loading = page.waitForEvent('download');
  await elena.getByRole('link', { name: 'Add to calendar' }).first().click();
  const file = await loading;
  expect(file.suggestedFilename()).toBe('weft.ics');
  expect(await readFile(await file.path(), 'utf8')).toContain('\r\nSUMMARY:River day');
  await fits();
  await next();
  await column('Finn Olsen').getByRole('button', { name: 'Send' }).waitFor();
  expect(here.wrong).toEqual([]);
}, 120_000);
