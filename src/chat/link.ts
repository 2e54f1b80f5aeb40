/** An address longer than this is somebody's tracking, or a trick; Slack takes 3,000 characters, one message little more. */
const longest = 500;
/** How much of what follows the host is shown. */
const shownPath = 40;

/**
 * What may stand in an address as Weft shows it: RFC 3986 without the brackets, quotes and marks by which Slack's
 * `<address|words>`, Discord's `<address>` or Markdown would end. What else there is becomes a percent code.
 */
const unsafe = /[^A-Za-z0-9\-._~:/?#@!$&+,;=%]/g;

/**
 * Reads an address somebody wrote: https only, nobody's name or password in it, a host with a dot, at most 500
 * characters. Returns it in ASCII, so that letters that look like others show as punycode; undefined for all else.
 */
export function readLink(written: string): string | undefined {
  const trimmed = written.trim();
  // What the URL parser would quietly take out, or take for a slash, is no address that anybody meant.
  if (!/^https:\/\/[^/\\]/i.test(trimmed) || /[\p{Cc}\\]/u.test(trimmed)) return undefined;
  const url = URL.parse(trimmed.toWellFormed());
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  if (!/[^.]\.[^.]/.test(url.hostname)) return undefined;
  const href = url.href.replace(unsafe, percent);
  return href.length <= longest ? href : undefined;
}

/** What of an address people are shown: all of its host, port included, and the beginning of what follows. */
export function shownLink(href: string): string {
  const { host, pathname, search, hash } = new URL(href);
  const rest = `${pathname}${search}${hash}`;
  if (rest === '/') return host;
  return `${host}${rest.length > shownPath ? `${rest.slice(0, shownPath - 1)}…` : rest}`;
}

function percent(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
