import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHistory } from '../../main/history/open.ts';
import { type App, startApp } from '../helpers/app.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { accessibilityFaults, linkTo, seen } from '../helpers/window.ts';
import { blindSpot, outage } from '../history/records.ts';

let browser: Browser;
let dataDir: string;
let app: App;
const DAY = Date.UTC(2026, 4, 4);
const HOUR = 3_600_000;
const HOSTILE = '=HYPERLINK("http://x","<img src=x onerror=alert(1)>")\u202Etxt';

/** A history of two days: a router with what it took down, a blind spot, a device with a hostile name; and on a third day 40,000 outages. */
beforeAll(async () => {
  browser = await launchChromium();
  dataDir = await mkdtemp(join(tmpdir(), 'willwatch-history-'));
  const opened = await openHistory({ path: join(dataDir, 'history.db') });
  if (!opened.ok) throw new Error(opened.reason);
  const end = (at: number) => ({ ended: { notBefore: at, notAfter: at }, durationMs: 60_000 });
  const of = (id: string) => ({ deviceKey: `plant/${id}`, deviceId: id, messageId: null });
  await opened.history.commit({
    outages: [
      outage(1, DAY + 9 * HOUR, {
        ...of('router-1'),
        ...end(DAY + 10 * HOUR),
        deviceIsGateway: true,
        affectedGateways: 2,
        affectedDevices: 40,
        affectedGatewayIds: ['gw-north', 'gw-south'],
      }),
      outage(2, DAY + 9 * HOUR + 1, { ...of('gw-north'), ...end(DAY + 10 * HOUR), causeOutageId: 1 }),
      outage(3, DAY + 12 * HOUR, { ...of(HOSTILE), ...end(DAY + 13 * HOUR) }),
      outage(5, DAY - 2 * HOUR, { ...of('pump-7'), verdict: 'silent', ...end(DAY - HOUR) }),
    ],
    blindSpots: [blindSpot(4, DAY + 11 * HOUR, { ended: DAY + 11.5 * HOUR })],
  });
  for (let i = 0; i < 40; i++)
    await opened.history.commit({
      outages: Array.from({ length: 1000 }, (_, n) => {
        const id = 10 + i * 1000 + n;
        return outage(id, DAY - 72 * HOUR + id, { ...of(`meter-${id}`), ...end(DAY - 60 * HOUR) });
      }),
    });
  await opened.history.close();
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ version: 1 }));
  app = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await browser.close();
  await rm(dataDir, { recursive: true, force: true });
});

const open = async (path: string, options = {}) =>
  openPage(browser, linkTo(await app.windowUrl(), '/history'), options).then(async (opened) => {
    await seen(opened.page.getByRole('heading', { level: 1, name: /History|Verlauf/ }));
    if (path !== '/history') await opened.page.goto(`${new URL(opened.page.url()).origin}${path}`);
    return opened;
  });
const oneDay = '/history?from=2026-05-04&until=2026-05-04';
const files = (page: Page) => page.getByRole('region', { name: 'Files' });

async function download(page: Page, start: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), start()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

describe('the export of the history', () => {
  it('of a day is made with the keyboard alone, as a CSV that a spreadsheet can open safely', async () => {
    await using opened = await open(oneDay);
    const { page } = opened;
    await seen(page.getByText('3 rows', { exact: true }));
    const { name, text } = await download(page, async () => {
      for (let i = 0; i < 60; i++) {
        if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Export') break;
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await seen(page.getByRole('menuitem', { name: 'CSV, for spreadsheets' }));
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('CSV, for spreadsheets');
      await page.keyboard.press('Enter');
    });
    expect(name).toBe('willwatch-2026-05-04.csv');
    expect(text.startsWith('\uFEFFrow,id,device')).toBe(true);
    const lines = text.trimEnd().split('\r\n');
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join(' '))).toEqual(['outage 3', 'blind 4', 'outage 1']);
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://x"",""<img`);
    expect(lines[3]).toContain(',2,40,gw-north; gw-south,');
    await seen(files(page).getByText('Handed to the browser. 3 rows.'));
    await files(page).getByRole('button', { name: 'Close' }).click();
    expect(await files(page).getByText('3 rows').count()).toBe(0);
    expect(opened.errors).toEqual([]);
  });

  it('is also JSON, and holds what the filter finds, more than the page shows', async () => {
    await using opened = await open('/history?verdict=abrupt&blind=0&each=1');
    const { page } = opened;
    await seen(page.getByText(/^The newest 250 of 40,003 rows$/));
    const { text } = await download(page, async () => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'JSON, for programs' }).click();
    });
    const rows = JSON.parse(text) as { readonly device: string; readonly row: string }[];
    expect(rows).toHaveLength(40_003);
    expect(new Set(rows.map(({ row }) => row))).toEqual(new Set(['outage']));
    expect(rows[0]?.device).toBe(HOSTILE);
    expect(rows.some(({ device }) => device === 'pump-7')).toBe(false);
  });

  it('can be stopped, and leaves nothing', async () => {
    await using opened = await open('/history?each=1');
    const { page } = opened;
    await seen(page.getByText(/^The newest 250 of/));
    const started = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await Promise.all([
      page.waitForResponse((response) => response.url().includes('/api/export.stop')),
      page.getByRole('menuitem', { name: 'JSON, for programs' }).click(),
      files(page).getByRole('button', { name: 'Cancel' }).click(),
    ]);
    await seen(files(page).getByText('Stopped. Nothing of it is left.'));
    const file = await Promise.race([started, new Promise<null>((resolve) => setTimeout(resolve, 1000, null))]);
    if (file !== null) expect(await file.failure()).not.toBe(null);
  });
});

describe('the page of the history', () => {
  it.each(['light', 'dark'] as const)(
    'has no accessibility faults, also with a hostile name, an open menu and in German (%s)',
    async (colorScheme) => {
      await using opened = await open(oneDay, { colorScheme, locale: 'de-DE' });
      const { page } = opened;
      await seen(page.getByText('3 Zeilen', { exact: true }));
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Exportieren' }).click();
      await seen(page.getByRole('menuitem', { name: 'CSV, für Tabellen' }));
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.locator('img').count()).toBe(0);
      expect(opened.errors).toEqual([]);
    },
  );
});
