import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const flags = [
  '--no-sandbox', // as root there is none
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser of this machine, to be closed by whoever asked; undefined where none is installed. */
export async function launchBrowser(): Promise<Browser | undefined> {
  const executablePath = places.find((place) => existsSync(place));
  return executablePath === undefined ? undefined : await chromium.launch({ executablePath, args: flags });
}

// What runs in the page is text: this project's types know no DOM.

/** Controls of a page that a screen reader could not name. */
export async function nameless(page: Page): Promise<string[]> {
  return await page.evaluate(`
    [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
      .filter((one) => !one.ariaLabel && !one.textContent.trim() && !one.labels?.length)
      .map((one) => one.outerHTML)`);
}

/** Visible texts whose contrast with what is behind them is under 4.5 : 1 (WCAG 2.2, 1.4.3). */
export async function faint(page: Page): Promise<string[]> {
  return await page.evaluate(`(() => {
    const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
    const luminance = (colour) => {
      const [r, g, b] = channels(colour).slice(0, 3).map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (one) => {
      if (!one) return 'rgb(255, 255, 255)';
      const { backgroundColor } = getComputedStyle(one);
      return (channels(backgroundColor)[3] ?? 1) === 1 ? backgroundColor : behind(one.parentElement);
    };
    const contrast = (one) => {
      const [low, high] = [luminance(getComputedStyle(one).color), luminance(behind(one))].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.checkVisibility() && !one.closest(':disabled'))
      .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
      .filter((one) => contrast(one) < 4.5)
      .map((one) => contrast(one).toFixed(2) + ' ' + one.outerHTML.slice(0, 90));
  })()`);
}
