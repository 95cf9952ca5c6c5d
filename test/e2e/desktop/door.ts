import { describe, expect, it } from 'vitest';
import type { Transport } from '../../../main/contract/requests.ts';
import { startSessionBus } from '../../helpers/dbus.ts';
import { say } from '../../helpers/foreign-client.ts';
import { startMosquitto } from '../../helpers/mosquitto.ts';
import { seen } from '../../helpers/window.ts';
import { dataWith, plant, topic } from './site.ts';
import { start } from './used.ts';

export function specifyDoor(): void {
  describe('the door between the window and main', () => {
    it('is shut to others, to wrong arguments, and to every way out', async () => {
      await using data = await dataWith({});
      await using desktop = await start({ dataDir: data.path });
      const page = await desktop.page();
      await seen(page.getByRole('navigation'));

      const ask = (name: unknown, input: unknown): Promise<string> =>
        page.evaluate(
          ([name, input]) =>
            (window as unknown as { willwatch: { request(name: unknown, input: unknown): Promise<unknown> } }).willwatch
              .request(name, input)
              .then(
                () => 'answered',
                (error: Error) => error.message,
              ),
          [name, input] as const,
        );
      expect(await ask('app.capabilities', {})).toBe('answered');
      expect(await ask('__proto__', {})).toBe('There is no request "__proto__".');
      expect(await ask({ toString: 'x' }, {})).toBe('There is no request "".');
      expect(await ask('device.get', { key: 7 })).toMatch(/^device\.get: key /);
      expect(await ask('devices.query', { from: 0, to: 1e9, filter: {}, sort: {} })).toMatch(/^devices\.query: /);
      expect(
        await page.evaluate(() => [
          Object.keys((window as unknown as { willwatch: object }).willwatch).sort(),
          typeof Reflect.get(window, 'require'),
          typeof Reflect.get(window, 'process'),
          typeof Reflect.get(window, '__standInBinding'),
        ]),
      ).toEqual([['request', 'subscribe'], 'undefined', 'undefined', 'undefined']);

      const fetched = (path: string): Promise<readonly [number, string]> =>
        page.evaluate(async (path) => {
          const response = await fetch(path);
          return [response.status, await response.text()] as const;
        }, path);
      const [, index] = await fetched('/');
      for (const path of [
        '/assets/../../main/electron.js',
        '/assets/..%2f..%2fmain%2felectron.js',
        '/assets/%2e%2e/%2e%2e/main/electron.js',
        '/assets/..%5c..%5cmain%5celectron.js',
        '/..%2fmain%2felectron.js',
        '/%2fetc%2fpasswd',
        '/assets/%00',
        '/assets/%',
        '/assets/',
        '/package.json',
        '/index.html',
      ]) {
        const [status, text] = await fetched(path);
        // Nothing, or the page that every address of the window has.
        if (status === 404) expect([path, text]).toEqual([path, '']);
        else expect([path, text.replaceAll(/content="[^"]+"/g, '')]).toEqual([path, index.replaceAll(/content="[^"]+"/g, '')]);
      }
      const nonce = /name="csp-nonce" content="([^"]+)"/;
      expect(nonce.exec(index)?.[1]).toMatch(/^[\w+/]{22}==$/);
      expect(nonce.exec((await fetched('/devices/plant%2F..%2F..%2Fx'))[1])?.[1]).not.toBe(nonce.exec(index)?.[1]);

      for (const url of ['https://elsewhere.example/', 'https://other.app.test/', 'https://willwatch.app.test/settings']) {
        await page.evaluate((url) => window.location.assign(url), url);
        await desktop.report(
          'denied',
          (one) => one.what === 'navigation' && one.url.includes(new URL(url).host.split('.')[0] ?? ''),
        );
      }
      await page.evaluate(() => void window.open('https://elsewhere.example/'));
      await desktop.report('denied', ({ what }) => what === 'window');
      await expect.poll(() => desktop.pages().filter((one) => one.url() !== 'about:blank')).toEqual([page]);
      desktop.order({ order: 'attach-webview' });
      await desktop.report('denied', ({ what }) => what === 'webview');
      const wanted = [
        'media',
        'geolocation',
        'notifications',
        'openExternal',
        'usb',
        'clipboard-read',
        'clipboard-sanitized-write',
      ];
      for (const url of ['https://evil.example/', 'app://willwatch.evil/', 'app://willwatch/'])
        for (const permission of wanted) desktop.order({ order: 'ask-permission', permission, url });
      await expect.poll(() => desktop.reports('permission').length).toBe(3 * wanted.length);
      // A copy button is all that the window has use for.
      expect(desktop.reports('permission').filter(({ granted }) => granted)).toMatchObject([
        { permission: 'clipboard-sanitized-write', url: 'app://willwatch/' },
      ]);

      // Even if a page that is not ours got in, it would get no answer and hear nothing.
      desktop.order({ order: 'force-page', url: 'https://evil.example/' });
      await page.waitForURL('https://evil.example/');
      expect(await ask('settings.get', {})).toBe('Only the window of Willwatch may ask.');
      await page.evaluate(() => {
        const heard: unknown[] = [];
        Object.assign(window, { heard });
        const { subscribe } = (window as unknown as { willwatch: Transport }).willwatch;
        subscribe(() => heard.push('after the unsubscribe'))();
        subscribe((push) => heard.push(push));
      });
      desktop.order({ order: 'choose', label: 'Rehearsal' });
      expect(await ask('overview.get', {})).toBe('Only the window of Willwatch may ask.');
      expect(await page.evaluate(() => Reflect.get(window, 'heard'))).toEqual([]);
    });

    it('is shut to whoever gets past the preload: other frames, other contents, other channels, wrong arguments', async () => {
      await using data = await dataWith({});
      await using desktop = await start({ dataDir: data.path });
      await seen((await desktop.page()).getByRole('navigation'));
      const forge = async (channel: string, args: readonly unknown[], from: 'window' | 'subframe' | 'gone' | 'other') => {
        const before = desktop.reports('forged').length;
        desktop.order({ order: 'forge', channel, args, from });
        await expect.poll(() => desktop.reports('forged').length).toBe(before + 1);
        return desktop.reports('forged').at(-1)?.answer;
      };
      const ask = ['settings.get', {}];
      expect(await forge('desk:ask', ask, 'window')).toMatchObject({ ok: true });
      const refused = { ok: false, reason: 'Only the window of Willwatch may ask.' };
      for (const from of ['subframe', 'gone', 'other'] as const) expect(await forge('desk:ask', ask, from)).toEqual(refused);
      for (const channel of ['desk:push', 'desk:ask ', 'settings.get', '', '__proto__', 'constructor'])
        expect(await forge(channel, ask, 'window')).toBe(`No handler registered for '${channel}'`);
      for (const args of [
        [],
        [null, null],
        [['settings.get']],
        [{}, 'x'],
        ['settings.put', { settings: { brokers: 7 } }],
        ['x'.repeat(1e6)],
      ])
        expect(await forge('desk:ask', args, 'window')).toMatchObject({ ok: false, reason: expect.any(String) });
    });

    it('is not opened by markup: the name, the will and the payload of a device are text', async () => {
      await using broker = await startMosquitto();
      await using bus = await startSessionBus();
      await using data = await dataWith(plant(broker));
      await using desktop = await start({ dataDir: data.path, env: bus.env });
      const page = await desktop.page();
      await desktop.report('tray', ({ image }) => image === 'well.png');
      const device = `<img src=x onerror="window.owned=1"><a href="file:///etc/passwd">x</a>`.replaceAll('/', '');
      await say(broker.port, topic(device), 'online');
      await say(broker.port, topic(device), 'offline');
      const shown = await bus.notification();
      expect(shown.title).toBe(`${device}: connection lost`);
      expect(shown.body).not.toMatch(/<(img|a)\b/);
      bus.click(shown.id);
      await seen(page.getByRole('heading', { level: 1, name: device }));
      expect(await page.locator('img[src="x"], a[href^="file:"]').count()).toBe(0);
      expect(await page.evaluate(() => Reflect.get(window, 'owned'))).toBeUndefined();
      await desktop.report('tray', ({ menu }) => menu[0]?.label.includes('<img src=x') === true);
      expect(desktop.errors).toEqual([]);
    });

    it('has a policy that holds whatever got into the page', async () => {
      await using data = await dataWith({});
      await using desktop = await start({ dataDir: data.path });
      const page = await desktop.page();
      await seen(page.getByRole('navigation'));
      const address = page.url();
      await page.evaluate(() => {
        const put = (html: string): void => document.body.insertAdjacentHTML('beforeend', html);
        put('<img src="data:," onerror="window.owned = 1">');
        put('<iframe srcdoc="<script>parent.owned = 1</script>"></iframe><iframe src="/"></iframe>');
        put('<form id="out" action="https://elsewhere.example/"><button>x</button></form>');
        put('<a id="file" href="file:///etc/passwd">x</a><a id="script" href="javascript:void(window.owned = 1)">x</a>');
        put(
          '<a id="data" href="data:text/html,owned">x</a><a id="mail" href="mailto:a@b.c">x</a><base href="https://elsewhere.example/">',
        );
        for (const text of ['window.owned = 1', 'import("https://elsewhere.example/x.js")']) {
          const script = document.createElement('script');
          script.textContent = text;
          document.body.append(script);
        }
        (document.querySelector('#out button') as HTMLButtonElement).click();
        for (const id of ['file', 'script', 'data']) (document.querySelector(`#${id}`) as HTMLAnchorElement).click();
      });
      const tried = await page.evaluate(async () => {
        const outcome = (attempt: Promise<unknown>): Promise<string> =>
          attempt.then(
            () => 'done',
            () => 'refused',
          );
        return Promise.all([
          outcome(fetch('https://elsewhere.example/')),
          outcome(fetch('file:///etc/passwd')),
          // Later: what a debugger evaluates may itself evaluate.
          outcome(
            new Promise((resolve, reject) =>
              setTimeout(() => {
                try {
                  // biome-ignore lint/security/noGlobalEval: that it does not work is what is asked
                  resolve(window.eval('1'));
                } catch (error) {
                  reject(error);
                }
              }),
            ),
          ),
          outcome(navigator.serviceWorker?.register('/assets/x.js') ?? Promise.reject()),
        ]);
      });
      expect(tried).toEqual(['refused', 'refused', 'refused', 'refused']);
      expect(await page.evaluate(() => Reflect.get(window, 'owned'))).toBeUndefined();
      expect(page.url()).toBe(address);
      expect(desktop.pages().filter((one) => one.url() !== 'about:blank')).toEqual([page]);
      expect(page.frames().filter((frame) => frame.parentFrame() !== null && /willwatch/.test(frame.url()))).toEqual([]);
    });
  });
}
