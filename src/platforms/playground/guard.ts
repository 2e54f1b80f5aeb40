import type { MiddlewareHandler } from 'hono';

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // With no-referrer a browser would send `Origin: null` with our own forms.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

/**
 * Refuses with 403 what names another host (a rebound name) or comes from another origin (a foreign page), and
 * whatever changes something without saying where it comes from. A host without a port stands for all its ports.
 */
export function guard(allowedHosts: readonly string[]): MiddlewareHandler {
  const allowed = new Set(allowedHosts.map((one) => one.toLowerCase()));
  const isOurs = (url: string) => {
    const parsed = URL.parse(url);
    return parsed !== null && (allowed.has(parsed.host) || allowed.has(parsed.hostname));
  };
  return async (c, next) => {
    const host = c.req.header('host');
    const origin = c.req.header('origin');
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    // Another port of this machine is another origin: the page and what it sends must name the same host.
    const isOwn = origin !== undefined && isOurs(origin) && URL.parse(origin)?.host === host?.toLowerCase();
    const isForeign =
      host === undefined || !isOurs(`http://${host}`) || (origin === undefined ? !reads : !isOwn);
    if (isForeign) return c.text('The playground answers only on its own address. Open that.', 403, headers);
    await next();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    return;
  };
}
