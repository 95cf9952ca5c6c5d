/**
 * A stand-in for the `electron` module in plain Node: a window is a page of Debian's Chromium, a notification goes to the session bus, the rest is
 * recorded. It has what the shell uses and no more: a test compiles the shell against it. What it cannot prove is said in README, "Unverified here".
 */
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { report } from './control.ts';
import { ipcMain } from './ipc-main.ts';
import { autoUpdater, net } from './net.ts';
import { Notification } from './notification.ts';
import { protocol } from './protocol.ts';
import { dialog, powerMonitor, safeStorage, screen, session, shell } from './system.ts';
import { Menu, nativeImage, Tray } from './tray.ts';

report({
  report: 'has',
  members: ['contextBridge.exposeInMainWorld', 'ipcRenderer.invoke', 'ipcRenderer.on', 'ipcRenderer.removeListener'],
});

const electron = {
  app,
  autoUpdater,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
};

export {
  app,
  autoUpdater,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
};
// biome-ignore lint/style/noDefaultExport: electron has one, and electron-store takes it.
export default electron;
