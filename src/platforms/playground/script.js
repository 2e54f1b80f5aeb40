// What the page does beyond plain links and forms: it stays up to date, sends without leaving, and completes words.
// Without this file everything still works, one page load at a time.

import { offer } from './complete.js';

const toast = document.getElementById('toast');
const served = new Map();
for (const part of document.querySelectorAll('[data-part]')) served.set(part.id, part.outerHTML);

// Staying up to date: the page is fetched again, and the parts that differ take the place of the old ones.

let underWay;
let again = false;

function refresh() {
  again = underWay !== undefined;
  underWay ??= load().finally(() => {
    underWay = undefined;
    if (again) refresh();
  });
  return underWay;
}

async function load() {
  const response = await fetch(location.href).catch(() => undefined);
  if (!response?.ok) return say('The playground does not answer. It tries again by itself.');
  const next = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-part]')) {
    const fresh = next.getElementById(part.id);
    if (!fresh || served.get(part.id) === fresh.outerHTML) continue;
    served.set(part.id, fresh.outerHTML);
    if ('keyed' in part.dataset) mergeItems(part, fresh);
    else if (!isSameForm(part, fresh)) replace(part, fresh);
  }
  settle();
}

/** Keeps what is the same, so that a screen reader hears only what is new. */
function mergeItems(list, fresh) {
  const old = new Map([...list.children].map((item) => [item.id, item]));
  const items = [...fresh.children].map((item) => {
    const kept = old.get(item.id);
    return kept?.outerHTML === item.outerHTML ? kept : document.importNode(item, true);
  });
  for (const item of [...list.children]) if (!items.includes(item)) item.remove();
  items.forEach((item, index) => {
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  showBeginning(
    list,
    items.findLast((item) => old.get(item.id) !== item),
  );
}

/** A thread stands at its end; a message that is taller than the thread is read from its beginning. */
function showBeginning(list, item) {
  const thread = list.closest('.thread');
  if (!item || item.offsetHeight < thread.clientHeight - 16) return;
  thread.scrollBy(0, item.getBoundingClientRect().top - thread.getBoundingClientRect().top - 8);
}

/** A message grows when its picture arrives. */
document.addEventListener(
  'load',
  ({ target }) => {
    const item = target instanceof HTMLImageElement && target.closest('.message');
    if (item && !item.nextElementSibling) showBeginning(item.parentElement, item);
  },
  true,
);

/** A form that is being filled in stays as it is while others change theirs. */
function isSameForm(part, fresh) {
  const version = (one) => one.querySelector('dialog')?.dataset.version;
  return version(part) !== undefined && version(part) === version(fresh);
}

function replace(part, fresh) {
  const held = part.contains(document.activeElement) ? document.activeElement : undefined;
  const copy = document.importNode(fresh, true);
  part.replaceWith(copy);
  const wrong = copy.querySelector('[aria-invalid] input, [aria-invalid]');
  const field = wrong ?? copy.querySelector('dialog :is(input:not([type=hidden]), textarea, select)');
  // What a form says first is read first; only a mistake is scrolled to.
  if (field) field.focus({ preventScroll: !wrong });
  else if (held?.name)
    copy.querySelector(`[name="${held.name}"][value="${CSS.escape(held.value)}"]`)?.focus();
}

/** What follows from what is shown: a form keeps its column still, and the search its choice. */
function settle() {
  for (const column of document.querySelectorAll('.column')) {
    const chat = column.querySelector('.chat');
    const wasStill = chat.inert;
    chat.inert = column.querySelector('dialog') !== null;
    if (wasStill && !chat.inert) column.querySelector('form.line input[name=line]').focus();
  }
  for (const input of document.querySelectorAll('input[data-complete]')) offer(input);
  search();
}

let settling;
const events = new EventSource('/events');
events.addEventListener('changed', () => {
  clearTimeout(settling);
  settling = setTimeout(refresh, 60);
});
addEventListener('pagehide', () => events.close());

// Sending without leaving the page.

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!('quiet' in form.dataset)) return;
  event.preventDefault();
  if (form.ariaBusy === 'true') return;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  form.ariaBusy = 'true';
  const sent = await fetch(form.getAttribute('action'), { method: 'POST', body, redirect: 'manual' }).catch(
    () => undefined,
  );
  form.ariaBusy = null;
  if (sent?.type !== 'opaqueredirect')
    return say((await sent?.text()) ?? 'Not sent: the playground does not answer.');
  say('');
  if (form.matches('.line')) {
    form.elements.line.value = '';
    const plain = new URL(location.href);
    plain.searchParams.delete('line');
    history.replaceState(null, '', plain);
  }
  await refresh();
});

function say(words) {
  toast.textContent = words;
}

// Small things: the list of commands, Escape, the search in the cast, and where the story was left.

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-line]');
  for (const open of document.querySelectorAll('details.help[open]')) {
    if (link || !open.contains(event.target)) open.open = false;
  }
  if (event.target.closest('[data-leave-story]')) localStorage.removeItem('weft.story');
  if (!link) return;
  event.preventDefault();
  const input = link.closest('form').elements.line;
  input.value = link.dataset.line;
  input.focus();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const open of document.querySelectorAll('details.help[open]')) open.open = false;
  event.target.closest('dialog')?.querySelector('button[name=close]')?.click();
});

const finder = document.getElementById('search');
function search() {
  const words = finder.value.trim().toLowerCase();
  for (const person of document.querySelectorAll('.person'))
    person.hidden = !person.dataset.words.includes(words);
  for (const group of document.querySelectorAll('.group'))
    group.hidden = !group.querySelector('.person:not([hidden])');
}
finder.hidden = false;
finder.addEventListener('input', search);

const step = document.querySelector('.story')?.dataset.step;
if (step) localStorage.setItem('weft.story', step);
const begin = document.getElementById('begin');
const left = Number(localStorage.getItem('weft.story'));
const next = document.querySelector(`.story-steps [data-step="${left}"] a`);
if (begin && next && left > 1) {
  begin.href = next.href;
  begin.textContent = `Go on with the story at step ${left}`;
}
settle();
for (const list of document.querySelectorAll('[data-keyed]')) showBeginning(list, list.lastElementChild);
for (const place of document.querySelectorAll('.place[aria-current]'))
  place.scrollIntoView({ block: 'nearest', inline: 'nearest' });
