import { drawFace, drawUnread, type HelpLine } from './draw-column.ts';
import { drawStory, drawWelcome } from './draw-story.ts';
import { type Html, html } from './html.ts';
import { placeOf, showMoment } from './show-moment.ts';
import { alone, beside, hrefOf, type PageState } from './state.ts';
import { findPerson, findSpace, type Person, type World } from './world.ts';

export interface PageSetting {
  readonly world: World;
  readonly state: PageState;
  readonly now: Temporal.Instant;
  readonly moving: boolean;
  readonly unread: ReadonlyMap<string, number>;
  readonly help: readonly HelpLine[];
  readonly canStartOver: boolean;
}

/** The whole page around the columns: the clock, the cast and the story. */
export function drawPage(setting: PageSetting, columns: readonly Html[]): Html {
  const { world, state, help } = setting;
  const names = state.shown.map((one) => findPerson(world, one.account).name).join(' and ');
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${names === '' ? '' : `${names} · `}Weft playground</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/style.css"><script type="module" src="/script.js"></script></head>
<body${state.shown.length === 0 && html` class="welcome"`}>
<a class="skip" href="#stage">Skip to the conversations</a>
<header class="top"><a class="brand" href="/"><span class="sign" aria-hidden="true"></span>Weft</a>
<p class="coalition">${world.name} <span>playground</span></p>
<button class="choose plain" popovertarget="cast">People</button>
${drawClock(setting)}</header>
<aside id="cast" popover aria-label="The cast"><h2>Who are you?</h2>
<button class="close" popovertarget="cast" popovertargetaction="hide" aria-label="Close the people">×</button>
<input type="search" id="search" placeholder="Find a person" aria-label="Find a person" hidden>
<div id="people" data-part>${drawPeople(setting)}</div>
${setting.canStartOver && drawStartOver()}</aside>
<main id="stage" tabindex="-1">
${state.shown.length === 0 ? drawWelcome(world) : state.story !== undefined && drawStory(world, state, state.story)}
${columns.length > 0 && html`<div class="columns">${columns}</div>`}
</main>
<datalist id="commands">${help.map((one) => html`<option value="${one.topic} ${one.verb}">${one.about}</option>`)}</datalist>
<p id="toast" role="status"></p>
</body></html>`;
}

function drawClock({ world, now, moving, state }: PageSetting): Html {
  const shown = showMoment(now, 'full', { zone: world.zone, now });
  const still = moving && html` disabled`;
  return html`<form class="clock" id="clock" data-part data-quiet method="post" action="/clock"${moving && html` aria-busy="true"`}>
<input type="hidden" name="back" value="${hrefOf(state)}">
<time datetime="${now.toString()}">${shown} <span>${placeOf(world.zone)}</span></time>
<span class="steps" role="group" aria-label="Move the clock"><button name="by" value="hour" class="plain"${still}>+1 hour</button><button name="by" value="day" class="plain"${still}>+1 day</button><button name="by" value="week" class="plain"${still}>+1 week</button></span></form>`;
}

function drawPeople({ world, state, unread }: PageSetting): Html {
  const groups = Map.groupBy(world.people, (one) => one.organisation ?? findSpace(world, one.tenant).name);
  return html`${[...groups].map(
    ([name, people]) =>
      html`<section class="group"><h3>${name}</h3><ul>${people.map((one) =>
        drawPerson(one, state, unread.get(one.account) ?? 0),
      )}</ul></section>`,
  )}`;
}

function drawPerson(person: Person, state: PageState, unread: number): Html {
  const { account, name, about, badges = [] } = person;
  const isShown = state.shown.some((one) => one.account === account);
  const isFirst = state.shown[0]?.account === account;
  return html`<li class="person" data-words="${[name, about, person.organisation ?? '', ...badges].join(' ').toLowerCase()}">
<a href="${hrefOf(alone(state, account))}"${isShown && html` aria-current="${isFirst ? 'page' : 'true'}"`}>${drawFace(person)}<span class="text"><b>${name}</b>${badges.map(
    (badge) => html` <span class="badge">${badge}</span>`,
  )}${drawUnread(isShown ? 0 : unread)}<span class="about">${about}</span></span></a>${
    state.shown.length > 0 && !isShown
      ? html`<a class="beside" href="${hrefOf(beside(state, account))}" aria-label="Show ${name} beside" title="Show beside">+</a>`
      : false
  }</li>`;
}

function drawStartOver(): Html {
  return html`<details class="over-again"><summary>Start over</summary><form method="post" action="/reset"><p>Everything that was typed and pressed here is forgotten, and the clock goes back.</p><button class="danger">Forget everything</button></form></details>`;
}
