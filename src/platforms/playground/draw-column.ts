import { drawEvent } from './draw-event.ts';
import { drawForm } from './draw-form.ts';
import { type Html, html } from './html.ts';
import { drawMessage } from './render.ts';
import { type Conversation, type Seen, type SeenMessage, threadOf } from './seen.ts';
import { placeOf, showMoment, type Viewing } from './show-moment.ts';
import { first, hrefOf, lookingAt, type PageState, without } from './state.ts';
import { directId, findPerson, findSpace, isInSpace, type Person, spacesOf, type World } from './world.ts';

/** One thing that can be typed, for the list of commands. */
export interface HelpLine {
  readonly topic: string;
  readonly verb: string;
  readonly about: string;
  /** without `/weft` */
  readonly example: string;
}

export interface ColumnSetting {
  readonly world: World;
  readonly state: PageState;
  readonly now: Temporal.Instant;
  readonly help: readonly HelpLine[];
}

const newest = 80;

/** The conversation a person looks at: the one the address names (`group`: the newest group), else their direct messages. */
export function lookedAt(state: PageState, account: string, seen: Seen): string {
  const wanted = state.shown.find((one) => one.account === account)?.at;
  const found = seen.conversations.findLast(
    ({ id, kind }) => id === wanted || (wanted === 'group' && kind === 'group'),
  );
  return found === undefined || found.kind === 'answers' ? directId(account) : found.id;
}

/** One person's chat: their conversations, the one they look at, their command line and the form they have open. */
export function drawColumn(person: Person, seen: Seen, setting: ColumnSetting): Html {
  const { world, state, now } = setting;
  const { account, zone } = person;
  const viewing = { zone, now };
  const at = lookedAt(state, account, seen);
  const place = placesOf(seen).find((one) => one.id === at);
  const space = findSpace(world, person.tenant);
  const people = world.people.filter((one) => isInSpace(one, person.tenant));
  return html`<section class="column" aria-label="${person.name}" data-account="${account}">
${drawHead(person, setting)}
<div class="chat"${seen.form && html` inert`}>
<nav class="places" id="places-${account}" data-part aria-label="Conversations of ${person.name}">${drawPlaces(seen, at, person, setting)}</nav>
<div class="talk">
<div class="thread" tabindex="0" role="region" aria-label="${place?.title ?? ''}, ${person.name}"><ol id="thread-${account}" data-part data-keyed aria-live="polite">${drawThread(threadOf(seen, at), person, viewing, setting)}</ol></div>
${drawLine(person, at, setting)}
</div></div>
<div class="over" id="form-${account}" data-part>${
    seen.form && drawForm(seen.form, { person, space, people, viewing, back: hrefOf(state) })
  }</div>
</section>`;
}

/** What was said to this person first, then the channels, under their space where there are several. */
function placesOf(seen: Seen): readonly Conversation[] {
  const order = ['direct', 'group', 'channel'];
  return order.flatMap((kind) => seen.conversations.filter((one) => one.kind === kind));
}

function drawPlaces(seen: Seen, at: string, { account }: Person, { state }: ColumnSetting): readonly Html[] {
  const places = placesOf(seen);
  const spaces = new Set(places.flatMap((one) => one.space ?? []));
  return places.map((one, index) => {
    const isFirst = one.space !== undefined && one.space !== places[index - 1]?.space;
    const drawn = drawPlace(one, one.id === at, hrefOf(lookingAt(state, account, one.id)));
    return html`${spaces.size > 1 && isFirst && html`<p class="space">${one.space ?? ''}</p>`}${drawn}`;
  });
}

function drawHead(person: Person, { world, state, now }: ColumnSetting): Html {
  const others = state.shown.filter((one) => one.account !== person.account);
  const spaces = spacesOf(world, person).map((one) => one.name);
  const time = showMoment(now, 'time', { zone: person.zone, now });
  return html`<header class="who">${drawFace(person)}
<div><h2>${person.name}</h2><p>${person.organisation !== undefined && html`${person.organisation} · `}${spaces.join(
    ' and ',
  )} · <span id="time-${person.account}" data-part>${time} ${placeOf(person.zone)}</span></p></div>
${
  others.length > 0 &&
  html`<nav class="others" aria-label="Also open">${others.map(
    ({ account }) => html`<a href="${hrefOf(first(state, account))}">${findPerson(world, account).name}</a>`,
  )}</nav><a class="close" href="${hrefOf(without(state, person.account))}" aria-label="Close ${person.name}’s column">×</a>`
}
</header>`;
}

/** A person's initials on one of eight colours, always the same for the same person. */
export function drawFace({ account, name }: Pick<Person, 'account' | 'name'>): Html {
  const colour = [...account].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 8, 7);
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('');
  return html`<span class="face colour-${colour}" aria-hidden="true">${initials}</span>`;
}

function drawPlace({ kind, title, unread }: Conversation, chosen: boolean, href: string): Html {
  const mark = { direct: '✳', channel: '#', group: '⚭', answers: '' }[kind];
  return html`<a href="${href}" class="place ${kind}"${chosen && html` aria-current="true"`}><span class="mark" aria-hidden="true">${mark}</span><span class="title">${title}</span>${drawUnread(chosen ? 0 : unread)}</a>`;
}

/** A count of what is unread; nothing when there is none. */
export function drawUnread(count: number): Html | false {
  return count > 0 && html`<span class="unread">${count}<span class="aside"> unread</span></span>`;
}

function drawThread(
  all: readonly SeenMessage[],
  person: Person,
  viewing: Viewing,
  { world, state }: ColumnSetting,
): Html {
  if (all.length === 0)
    return html`<li class="empty" id="empty-${person.account}">Nothing yet. What ${person.name} types below is answered here, and only ${person.name} sees it.</li>`;
  return html`${all.length > newest && html`<li class="empty">Earlier messages are not shown.</li>`}${all
    .slice(-newest)
    .map((one, index, shown) => {
      const day = showMoment(one.at, 'day', viewing);
      const before = shown[index - 1];
      const isNewDay = before === undefined || showMoment(before.at, 'day', viewing) !== day;
      return html`${isNewDay && html`<li class="day" id="day-${person.account}-${one.id}">${day}</li>`}${drawSeen(one, person, viewing, world, hrefOf(state))}`;
    })}`;
}

function drawSeen(one: SeenMessage, person: Person, viewing: Viewing, world: World, back: string): Html {
  const author = one.author === undefined ? undefined : findPerson(world, one.author);
  const blockAt = (block: number) =>
    new URLSearchParams({ account: person.account, message: one.id, at: String(block) }).toString();
  const { event, after } = one.message;
  const only = one.private && !author && one.conversation !== directId(person.account);
  return html`<li class="message${one.author !== undefined && ' own'}${one.private && ' private'}" id="m-${person.account}-${one.id}">
${author ? drawFace(author) : html`<span class="face weft" aria-hidden="true"></span>`}
<form method="post" action="/press" data-quiet><input type="hidden" name="account" value="${person.account}"><input type="hidden" name="message" value="${one.id}"><input type="hidden" name="back" value="${back}">
<p class="by"><b>${author?.name ?? 'Weft'}</b> <time datetime="${one.at.toString()}">${showMoment(one.at, 'time', viewing)}</time>${one.edited && html` <span class="small">edited</span>`}${only && html` <span class="only">Only ${person.name} sees this</span>`}${after !== undefined && html` <a class="after" href="#m-${person.account}-${after}">continues an earlier message</a>`}</p>
${event ? drawEvent(event, viewing) : drawMessage(one.message, viewing, blockAt)}</form></li>`;
}

function drawLine(person: Person, at: string, { world, state, help }: ColumnSetting): Html {
  const { account } = person;
  const isChannel = spacesOf(world, person).some(({ channels }) => channels.some((one) => one.id === at));
  const waiting = state.shown[0]?.account === account ? (state.line ?? '') : '';
  const topics = [...new Set(help.map((one) => one.topic))];
  const { line, ...lasting } = state;
  return html`<form class="line" method="post" action="/type" data-quiet autocomplete="off">
<input type="hidden" name="account" value="${account}"><input type="hidden" name="back" value="${hrefOf(lasting)}">${
    isChannel && html`<input type="hidden" name="channel" value="${at}">`
  }
<details class="help"><summary><span aria-hidden="true">?</span><span class="aside">What can be typed</span></summary><div class="commands">${topics.map(
    (topic) =>
      html`<h4>${topic}</h4><ul>${help
        .filter((one) => one.topic === topic)
        .map(
          (one) =>
            html`<li><a href="${hrefOf({ ...first(state, account), line: one.example })}" data-line="${one.example}"><code>${one.topic} ${one.verb}</code> <span>${one.about}</span></a></li>`,
        )}</ul>`,
  )}</div></details>
<label for="line-${account}"><span aria-hidden="true">/weft</span><span class="aside">Command of ${person.name}</span></label>
<div class="combo"><input id="line-${account}" name="line" value="${waiting}" list="commands" placeholder="home show" data-complete="/complete" spellcheck="false" autocapitalize="off"></div>
<button class="main">Send</button></form>`;
}
