/**
 * The live page while 10,000 messages a second come for 20 seconds: whether the window stays smooth, what its page and main keep, and how long main's
 * event loop stands still beside it. Then the same with the page hidden behind another one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { startAppProcess } from './app-process.ts';
import { type Bench, ms, note, type Row, thousands, within } from './rows.ts';

const PER_SECOND = 10_000;
const SECONDS = 20;
const TICK_MS = 20;
const FRAME_LIMIT_MS = 50;
const LOOP_LIMIT_MS = 50;
const PAGE_LIMIT_MB = 20;
const MAIN_LIMIT_MB = 120;
const PAYLOAD = JSON.stringify({ battery: { voltage: 12.4 }, rssi: -61, state: 'running', counter: 123_456 });

const PROBE = `
  const probe = { gaps: [] };
  window.probe = probe;
  let last = performance.now();
  const frame = (now) => { probe.gaps.push(now - last); last = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
`;

async function run(): Promise<readonly Row[]> {
  await using broker = await startMosquitto({ config: ['max_queued_messages 0'] });
  await using app = await startAppProcess({
    args: ['watch', '--json', '--broker', broker.url, '--watch', 'site/{device}/status', '--no-notify', '--port', '0'],
    execArgv: ['--expose-gc'],
  });
  await app.line('ready');
  await using speaker = await openSpeaker(broker.plainUrl);
  /** @returns messages sent */
  const speak = async (): Promise<number> => {
    const begun = performance.now();
    let sent = 0;
    while (performance.now() - begun < SECONDS * 1000) {
      const due = Math.min(SECONDS * PER_SECOND, ((performance.now() - begun) * PER_SECOND) / 1000);
      for (; sent < due; sent++) speaker.publish(`load/device-${sent % 500}/telemetry`, PAYLOAD, { qos: 0 });
      await sleep(TICK_MS);
    }
    return sent;
  };
  const browser = await launchChromium();
  try {
    const url = await app.windowUrl();
    await using opened = await openPage(browser, url);
    const { page } = opened;
    // The address with the token goes on to the window.
    await page.getByRole('navigation').waitFor();
    await page.addInitScript(PROBE);
    await page.goto(`${new URL(url).origin}/live`);
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByLabel('Topic filters').fill('load/#');
    await page.getByLabel('Topic filters').press('Enter');
    await page.getByText('Subscribed', { exact: false }).waitFor();
    const session = await page.context().newCDPSession(page);
    const pageMb = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6;
    };
    const mainMb = async (): Promise<number> => (await app.ask({ kind: 'memory', collect: true }, 'memory')).heapUsed / 1e6;
    const before = { page: await pageMb(), main: await mainMb() };
    await page.evaluate('void (window.probe.gaps.length = 0)');
    await app.ask({ kind: 'loop-begin' }, 'ready');
    const sent = await speak();
    const loop = await app.ask({ kind: 'loop-end' }, 'loop');
    const gaps = await page.evaluate<readonly number[]>('window.probe.gaps');
    const received = Number(
      /([\d,]+) messages? received/.exec((await page.getByRole('main').innerText()) ?? '')?.[1]?.replaceAll(',', '') ?? 0,
    );
    const after = { page: await pageMb(), main: await mainMb() };
    note(
      `sent ${thousands(sent)}, on the page ${thousands(received)}; main ${before.main.toFixed(0)} -> ${after.main.toFixed(0)} MB`,
    );

    await page.getByRole('link', { name: 'Devices' }).first().click();
    await app.ask({ kind: 'loop-begin' }, 'ready');
    await speak();
    const aside = await app.ask({ kind: 'loop-end' }, 'loop');
    if (opened.errors.length > 0) throw new Error(opened.errors.join('; '));
    const worst = Math.max(0, ...gaps);
    const over = gaps.filter((gap) => gap > FRAME_LIMIT_MS).length;
    return [
      {
        what: 'live: 10,000 messages a second for 20 s, the window',
        measured: `worst frame ${ms(worst)}, ${over} of ${thousands(gaps.length)} over`,
        limit: `${FRAME_LIMIT_MS} ms`,
        ok: worst <= FRAME_LIMIT_MS,
      },
      {
        what: 'live: page heap, before -> after',
        measured: `${before.page.toFixed(1)} -> ${after.page.toFixed(1)} MB`,
        limit: `+${PAGE_LIMIT_MB} MB`,
        ok: after.page - before.page < PAGE_LIMIT_MB,
      },
      {
        what: 'live: main heap, before -> after (20,000 messages kept)',
        measured: `${before.main.toFixed(0)} -> ${after.main.toFixed(0)} MB`,
        limit: `+${MAIN_LIMIT_MB} MB`,
        ok: after.main - before.main < MAIN_LIMIT_MB,
      },
      {
        what: "live: main's event loop meanwhile, p99",
        measured: `${ms(loop.p99)} (most ${ms(loop.max)})`,
        limit: `${LOOP_LIMIT_MS} ms`,
        ...within(loop.p99, LOOP_LIMIT_MS),
      },
      {
        what: "live: main's event loop while another page is looked at, p99",
        measured: `${ms(aside.p99)} (most ${ms(aside.max)})`,
        limit: `${LOOP_LIMIT_MS} ms`,
        ...within(aside.p99, LOOP_LIMIT_MS),
      },
    ];
  } finally {
    await browser.close();
  }
}

export const bench: Bench = { name: 'live', run };
