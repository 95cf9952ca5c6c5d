import { existsSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';

const within = (...path: string[]): string => join(import.meta.dirname, ...path);

const shells = { headless: within('main/headless/main.ts'), electron: within('main/electron/main.ts') };
const present = Object.fromEntries(Object.entries(shells).filter(([, file]) => existsSync(file)));
const preload = within('preload/bridge.ts');

const config: UserConfig = {
  main: {
    build: {
      externalizeDeps: true,
      sourcemap: true,
      rolldownOptions: {
        input: present,
        external: [/^node:/],
        // Chunks beside the entries: `import.meta.dirname` then means out/main in all of them.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  renderer: {
    root: within('renderer'),
    base: '/',
    plugins: [react()],
    build: { outDir: within('out/renderer'), rolldownOptions: { input: within('renderer/index.html') } },
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
