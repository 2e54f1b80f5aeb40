import { inFiles, type SlackMessage } from '../slack/index.ts';
import { type Obj, obj, objects, str } from '../slack/json.ts';
import { readWords } from './hands.ts';

/** Blocks as a reader has them before their eyes: a line for each text, lists with bullets, buttons left out. */
export function readSlack(blocks: readonly Obj[], otherwise = ''): string {
  const lines = blocks.flatMap(readBlock).filter((line) => line !== '');
  return readWords(lines.length > 0 ? lines.join('\n') : inline({ type: 'mrkdwn', text: otherwise }));
}

/** A message as a reader has it before them; of a file its title and what it shows. */
export function readMessage(message: SlackMessage): string {
  const words = readSlack(message.blocks, message.text);
  return [words, ...inFiles(message).map(readWords)].filter((line) => line !== '').join('\n');
}

/** What stands in an element of a form, as one string. */
export function standing(state: Obj | undefined): string {
  if (!state) return '';
  const options = objects(state.selected_options).map((option) => str(option.value));
  if (options.length > 0) return options.join(', ');
  const chosen = [obj(state.selected_option).value, state.selected_user, state.selected_conversation];
  return str([state.value, ...chosen].find((one) => typeof one === 'string'));
}

function readBlock(block: Obj): string[] {
  switch (block.type) {
    case 'rich_text':
      return objects(block.elements).flatMap(readRich);
    case 'actions':
      return [];
    case 'input':
      return [inline(obj(block.label)), inline(obj(block.hint))];
    case 'context':
      return [objects(block.elements).map(inline).join(' ')];
    default:
      return [inline(obj(block.text))];
  }
}

function readRich(element: Obj): string[] {
  if (element.type === 'rich_text_list')
    return objects(element.elements).flatMap((one) => readRich(one).map((line) => `• ${line}`));
  return [objects(element.elements).map(inline).join('')];
}

function inline(part: Obj): string {
  if (part.type === 'date') return str(part.fallback);
  // The address whole, as the other platforms show it: a reader has it under their pointer.
  if (part.type === 'link') return str(part.url);
  const words = str(part.text);
  if (part.type !== 'mrkdwn') return words;
  return words
    .replaceAll(/<!date\^[^|]*\|([^>]*)>/g, '$1')
    .replaceAll(/<(https:[^|>]*)\|[^>]*>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
