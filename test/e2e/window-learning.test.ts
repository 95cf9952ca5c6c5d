import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Settings } from '../../main/contract/settings.ts';
import { type App, startApp } from '../helpers/app.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { PUMPS, writeLearnedPlant } from '../helpers/learned-plant.ts';
import { accessibilityFaults, linkTo, seen } from '../helpers/window.ts';

let browser: Browser;
let dataDir: string;
let app: App;
beforeAll(async () => {
  browser = await launchChromium();
  dataDir = await mkdtemp(join(tmpdir(), 'willwatch-learning-'));
  await writeLearnedPlant(dataDir);
  app = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await browser?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const settings = async (): Promise<Settings> => JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')) as Settings;

it.each(['light', 'dark'] as const)(
  'what fell together is proposed with the evidence, accepted and dismissed, with a way back; %s',
  async (colorScheme) => {
    await using opened = await openPage(browser, linkTo(await app.windowUrl(), '/gateways'), { colorScheme });
    const { page, errors } = opened;
    const proposals = page.getByRole('region', { name: 'Probably behind the same thing' });
    await seen(proposals.getByText('4 times together, each time within 2 s'));
    expect(await proposals.getByRole('link').allInnerTexts()).toEqual(PUMPS);
    await proposals.getByRole('button', { name: 'Show when' }).press('Enter');
    expect(await proposals.getByRole('table').getByRole('row').count()).toBe(5);
    await proposals.getByRole('button', { name: /^Put behind a gateway:/ }).press('Enter');
    await seen(proposals.getByLabel('Name'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await proposals.getByText('A known device').click();
    await proposals.getByRole('combobox', { name: 'Device' }).fill('lamp-4');
    await seen(proposals.getByRole('option', { name: 'lamp-4' }));
    await proposals.getByText('A new gateway').click();
    await proposals.getByLabel('Name').fill('Cabinet 7');
    await page.keyboard.press('Enter');
    await proposals.waitFor({ state: 'detached' });
    expect((await settings()).topology.map(({ upstream, downstream }) => `${upstream} > ${downstream}`)).toEqual(
      PUMPS.map((id) => `Cabinet 7 > ${id}`),
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await proposals.getByRole('button', { name: /^Dismiss:/ }).click();
    await proposals.waitFor({ state: 'detached' });
    expect((await settings()).learning.dismissed).toEqual([{ devices: PUMPS.map((id) => `plant/${id}`), times: 4 }]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await seen(proposals);
    expect(errors).toEqual([]);
  },
);
