// Draws assets/icons and assets/tray from assets/willwatch.svg with a Chromium: `node scripts/draw-icons.mjs` (Node 24). The result is committed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launchChromium } from '../test/helpers/chromium.ts';
import { root } from './setup/paths.mjs';

const assets = join(root, 'assets');
const source = readFileSync(join(assets, 'willwatch.svg'), 'utf8');
const shapes = ['well', 'lost', 'checking', 'blind', 'muted'];
/** What stands in the shape of what is lost on Windows and Linux; macOS writes the number beside it. */
const counts = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'many'];

/** In colour, for panels of any brightness. */
const COLOURED = `
  .edge { fill: #fff; stroke: #fff; stroke-width: 2.4; stroke-linejoin: round; }
  .body { fill: var(--colour); }
  .outline, .stroke { fill: none; stroke: var(--colour); stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
  .outline { fill: #fff; }
  .mark { fill: none; stroke: #fff; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }`;
/** macOS colours a template image itself: only what is opaque counts, so a mark is a hole. */
const TEMPLATE = `
  .edge { display: none; }
  .body { fill: #000; }
  .outline, .stroke { fill: none; stroke: #000; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
  .mark { fill: none; stroke: #000; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }`;

const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1024, height: 1024 } });

/** @param {string} id */
function symbol(id) {
  const inside = new RegExp(`<symbol id="${id}" viewBox="([^"]+)">(.*?)</symbol>`, 's').exec(source);
  if (!inside) throw new Error(`assets/willwatch.svg has no symbol "${id}"`);
  const [, viewBox = '', content = ''] = inside;
  const mark = /<path class="mark"[^>]*>/g;
  return { viewBox, body: content.replace(mark, ''), marks: [...content.matchAll(mark)].map(([path]) => path).join('') };
}

/**
 * @param {string} id
 * @param {number} size
 * @param {string} css
 * @param {string} markId whose mark it carries, when not its own
 */
async function draw(id, size, css = '', markId = id) {
  const { viewBox, body } = symbol(id);
  const { marks } = symbol(markId);
  // A hole is cut with a mask.
  const isTemplate = css === TEMPLATE;
  const mask = `<mask id="holes"><rect width="16" height="16" fill="#fff"/>${marks}</mask>`;
  await page.setContent(
    `<style>*{margin:0}svg{display:block}${css}</style>` +
      `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="${viewBox}">${isTemplate ? mask : ''}` +
      `<g ${isTemplate ? 'mask="url(#holes)"' : ''}>${body}${isTemplate ? '' : marks}</g></svg>`,
  );
  return page.locator('svg').screenshot({ omitBackground: true });
}

/** @param {string} name @param {Uint8Array} bytes */
function put(name, bytes) {
  const file = join(assets, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

/**
 * An ICO of PNGs.
 * @param {{ size: number, png: Uint8Array }[]} images
 * @see https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)
 */
function ico(images) {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [i, { size, png }] of images.entries()) {
    const at = 6 + 16 * i;
    // 0 says 256.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/**
 * An ICNS of PNGs.
 * @param {[type: string, png: Uint8Array][]} images
 */
function icns(images) {
  const blocks = images.map(([type, png]) => {
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const head = Buffer.from('icns\0\0\0\0', 'latin1');
  head.writeUInt32BE(8 + blocks.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([head, ...blocks]);
}

for (const folder of ['icons', 'tray']) rmSync(join(assets, folder), { recursive: true, force: true });
/** @type {Map<number, Uint8Array>} */
const app = new Map();
for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) app.set(size, await draw('app', size));
const at = (/** @type {number} */ size) => app.get(size) ?? new Uint8Array();
for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) put(`icons/${size}x${size}.png`, at(size));
put('icons/icon.ico', ico([16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, png: at(size) }))));
put(
  'icons/icon.icns',
  icns([
    ['ic11', at(32)],
    ['ic07', at(128)],
    ['ic08', at(256)],
    ['ic09', at(512)],
    ['ic10', at(1024)],
  ]),
);

/** @param {string} name @param {string} shape @param {string} [markId] */
async function tray(name, shape, markId) {
  for (const [suffix, size] of /** @type {const} */ ([
    ['', 24],
    ['@2x', 48],
  ]))
    put(`tray/${name}${suffix}.png`, await draw(shape, size, COLOURED, markId));
  const images = [];
  for (const size of [16, 20, 24, 32, 48]) images.push({ size, png: await draw(shape, size, COLOURED, markId) });
  put(`tray/${name}.ico`, ico(images));
}

for (const shape of shapes) {
  if (shape !== 'lost') await tray(shape, shape);
  put(`tray/${shape}Template.png`, await draw(shape, 16, TEMPLATE));
  put(`tray/${shape}Template@2x.png`, await draw(shape, 32, TEMPLATE));
}
for (const count of counts) await tray(`lost-${count}`, 'lost', `count-${count}`);
await browser.close();
