import {
  type Block,
  type Button,
  buttonWire,
  type Inline,
  type Message,
  shownLink,
  type Text,
} from '#chat/index.ts';
import { type Html, html } from './html.ts';
import { drawMoment, type Viewing } from './show-moment.ts';

/**
 * A message as HTML; all words in it are literal. Buttons submit their wire id as `wire` of the form around them, and
 * `blockAt` is the query that names a block of it, for what is fetched by itself.
 */
export function drawMessage(
  { text, blocks }: Message,
  viewing: Viewing,
  blockAt: (block: number) => string,
): Html {
  return html`<p class="first" dir="auto">${drawText(text, viewing)}</p>${blocks.map((block, at) => drawBlock(block, viewing, blockAt(at)))}`;
}

/** Text as HTML. */
export function drawText(text: Text, viewing: Viewing): Html {
  return html`${text.map((part) => drawInline(part, viewing))}`;
}

function drawInline(part: Inline, viewing: Viewing): Html {
  switch (part.kind) {
    case 'words':
    case 'secret':
      return html`${part.words}`;
    case 'strong':
      return html`<strong>${part.words}</strong>`;
    case 'typed':
      return html`<code>${part.command}</code>`;
    case 'moment':
      return drawMoment(Temporal.Instant.from(part.at), part.show, viewing);
    case 'link':
      return html`<a href="${part.href}" title="${part.href}" rel="noopener noreferrer nofollow ugc" target="_blank">${shownLink(part.href)}</a>`;
  }
}

function drawBlock(block: Block, viewing: Viewing, query: string): Html {
  switch (block.kind) {
    case 'heading':
      return html`<h4 dir="auto">${drawText(block.text, viewing)}</h4>`;
    case 'paragraph':
      return html`<p dir="auto">${drawText(block.text, viewing)}</p>`;
    case 'quote':
      return html`<figure><blockquote dir="auto">${block.words}</blockquote>${
        block.by !== undefined && html`<figcaption dir="auto">${block.by}</figcaption>`
      }</figure>`;
    case 'facts':
      return html`<dl>${block.facts.map(
        (fact) =>
          html`<div><dt dir="auto">${fact.label}</dt><dd dir="auto">${drawText(fact.value, viewing)}</dd></div>`,
      )}</dl>`;
    case 'items':
      return html`<ul>${block.items.map((item) => html`<li dir="auto">${drawText(item, viewing)}</li>`)}</ul>`;
    case 'buttons':
      return html`<div class="buttons">${block.buttons.map(drawButton)}</div>`;
    case 'note':
      return html`<p class="note" dir="auto">${drawText(block.text, viewing)}</p>`;
    case 'picture':
      return html`<img src="/file?${query}" alt="${block.alt}">`;
    case 'calendar': {
      const { name, state } = block.calendar;
      const does = state === 'cancelled' ? 'Take out of the calendar' : 'Add to calendar';
      return html`<p class="file"><a href="/file?${query}" download>${does}</a> <span class="small" dir="auto">${name}</span></p>`;
    }
    case 'file':
      return html`<p class="file"><a href="/file?${query}" download="${block.name}">${block.name}</a></p>`;
  }
}

function drawButton(button: Button): Html {
  return html`<button name="wire" value="${buttonWire(button)}" class="${button.style ?? 'plain'}">${button.label}</button>`;
}
