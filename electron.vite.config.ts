import { existsSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const within = (...path: string[]): string => join(import.meta.dirname, ...path);

const shells = { headless: within('main/headless/main.ts'), electron: within('main/electron/main.ts') };
/** Runs in a thread of either shell. */
const threads = { 'history-thread': within('main/history/history-thread.ts') };
const present = Object.fromEntries(Object.entries(shells).filter(([, file]) => existsSync(file)));
const preload = within('preload/bridge.ts');

/** The window has addresses of its own (`/devices/…`), so its files are named from the root; electron-vite would name them from the page. */
const absoluteBase: Plugin = { name: 'absolute-base', enforce: 'post', config: () => ({ base: '/' }) };

const config: UserConfig = {
  main: {
    build: {
      // Packages are not bundled. Those of the headless shell are devDependencies: it runs in a checkout, and packages of the app leave them out.
      externalizeDeps: {
        include: ['@fastify/cookie', '@fastify/static', '@noble/hashes', 'conf', 'decimal.js', 'fastify', 're2js'],
      },
      sourcemap: true,
      rolldownOptions: {
        input: { ...present, ...threads },
        external: [/^node:/],
        // Chunks beside the entries: `import.meta.dirname` then means out/main in all of them.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  renderer: {
    root: within('renderer'),
    plugins: [react(), absoluteBase],
    // What is parsed at each opening of the window is as little as can be.
    build: { outDir: within('out/renderer'), minify: 'oxc', rolldownOptions: { input: within('renderer/index.html') } },
  },
};

if (existsSync(preload)) {
  config.preload = {
    build: {
      rolldownOptions: {
        input: { bridge: preload },
        // A sandboxed preload is a plain script: one CommonJS file that may only require('electron').
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  };
}

export default defineConfig(config);
