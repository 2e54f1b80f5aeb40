import { plain } from './elements.ts';
import { isObj, objects } from './json.ts';
import { type Check, complain, flag, object, oneOf, type Report, string } from './schema.ts';
import { problemsOfBlocks } from './validate-blocks.ts';

const anything: Check = () => undefined;

const shared = {
  blocks: anything,
  'private_metadata?': string(3000, 0),
  'callback_id?': string(255, 0),
  'external_id?': string(255, 0),
};

const home = object({ type: oneOf('home'), ...shared });
const modal = object({
  type: oneOf('modal'),
  ...shared,
  title: plain(24),
  'close?': plain(24),
  'submit?': plain(24),
  'clear_on_close?': flag,
  'notify_on_close?': flag,
});

/** Returns every reason for which Slack refuses a view of this kind; docs.slack.dev/reference/views. */
export function problemsOfView(view: unknown, kind: 'modal' | 'home'): string[] {
  const report: Report = { problems: [] };
  if (!isObj(view)) return ['must be an object [json-pointer:/view]'];
  (kind === 'home' ? home : modal)(view, '/view', report);
  report.problems.push(...problemsOfBlocks(view.blocks, kind, '/view/blocks'));
  const asks = objects(view.blocks).some((block) => block.type === 'input');
  if (kind === 'modal' && asks && view.submit === undefined) {
    complain(report, 'missing required field: submit', '/view');
  }
  return report.problems;
}

/** Says whether a view is heavier than the 250 kB Slack takes (`view_too_large`). */
export function isViewTooLarge(view: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(view) ?? '') > 250_000;
}
