import { type Check, flag, list, number, object, oneOf, string, variant, whole } from './schema.ts';

const style = object({
  'bold?': flag,
  'code?': flag,
  'italic?': flag,
  'strike?': flag,
  'underline?': flag,
});
const type = string(60);
const styled = { type, 'style?': style };

const inline = variant({
  broadcast: object({ ...styled, range: oneOf('here', 'channel', 'everyone') }),
  color: object({ ...styled, value: string(20) }),
  channel: object({ ...styled, channel_id: string(255) }),
  date: object({
    ...styled,
    timestamp: number,
    format: string(3000),
    'url?': string(3000),
    'fallback?': string(3000),
  }),
  emoji: object({ ...styled, name: string(255), 'unicode?': string(255), 'url?': string(3000) }),
  link: object({ ...styled, url: string(3000), 'text?': string(3000, 0), 'unsafe?': flag }),
  team: object({ ...styled, team_id: string(255) }),
  text: object({ ...styled, text: string(40_000) }),
  user: object({ ...styled, user_id: string(255) }),
  usergroup: object({ ...styled, usergroup_id: string(255) }),
});
const section = object({ type: oneOf('rich_text_section'), elements: list(inline, 1000, 0) });
const border = { 'border?': oneOf(0, 1) };

/** A rich_text block or cell; docs.slack.dev/reference/block-kit/blocks/rich-text-block. */
export const richText: Check = object({
  type: oneOf('rich_text'),
  'block_id?': string(255),
  elements: list(
    variant({
      rich_text_section: section,
      rich_text_list: object({
        type,
        elements: list(section, 1000),
        style: oneOf('bullet', 'ordered'),
        'indent?': whole(0, 8),
        'offset?': whole(0, 10_000),
        ...border,
      }),
      rich_text_quote: object({ type, elements: list(inline, 1000), ...border }),
      rich_text_preformatted: object({ type, elements: list(inline, 1000), ...border }),
    }),
    1000,
  ),
});
