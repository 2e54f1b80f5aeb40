// Takes the pictures of the README from the running playground: npm run pictures. It needs a Chromium.
import { launchBrowser } from './browser.ts';
import { startWeft } from './started.ts';

const found = await launchBrowser();
if (!found) throw new Error('There is no Chromium here. Install one, then run this again.');
const browser = found;
await using weft = await startWeft();

const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(`${weft.url}/?who=ana&line=intro+queue`);
await page.getByRole('button', { name: 'Send' }).click();
await page.getByRole('button', { name: 'Offer', exact: true }).first().click();
await page.getByText('Offered to').waitFor();

await picture('playground', 'light', 1280, 800);
await picture('playground-dark', 'dark', 1280, 800);
await picture('playground-phone', 'light', 360, 780);
await browser.close();

/** Cara and Ben side by side, both asked; on a phone only Cara fits. */
async function picture(name: string, colorScheme: 'light' | 'dark', width: number, height: number) {
  const shown = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    deviceScaleFactor: width < 500 ? 2 : 1,
  });
  await shown.goto(`${weft.url}/?who=cara&who=ben&story=2`);
  await shown.getByRole('button', { name: 'Yes', exact: true }).first().waitFor();
  await shown.screenshot({ path: `docs/${name}.png` });
  console.log(`docs/${name}.png`);
}
