// Required by a real Electron before the app (`electron -r`): remembers what the tray shows, which nothing tells from outside.
const { basename } = require('node:path');
const { nativeImage, Tray } = require('electron');

/** @type {import('./desktop-launchers.ts').TraySpy} */
const seen = { tray: null, image: '', tooltip: '', menu: null };
globalThis.willwatchTray = seen;

/** @type {WeakMap<object, string>} */
const names = new WeakMap();
const { createFromPath } = nativeImage;
nativeImage.createFromPath = (path) => {
  const image = createFromPath(path);
  names.set(image, basename(path));
  return image;
};

const { setImage, setToolTip, setContextMenu } = Tray.prototype;
Tray.prototype.setImage = function (image) {
  seen.tray = this;
  seen.image = typeof image === 'string' ? basename(image) : (names.get(image) ?? '');
  setImage.call(this, image);
};
Tray.prototype.setToolTip = function (text) {
  seen.tooltip = text;
  setToolTip.call(this, text);
};
Tray.prototype.setContextMenu = function (menu) {
  seen.menu = menu;
  setContextMenu.call(this, menu);
};
