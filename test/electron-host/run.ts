// `node --import hooks.ts run.ts <app folder> …`: runs an app as Electron does, which is ready only after the entry module has settled.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inside } from './app.ts';

if (process.env.STAND_IN_RESOURCES !== undefined) Object.assign(process, { resourcesPath: process.env.STAND_IN_RESOURCES });
// What the app takes for its system, and behaves for. The rest of Node, such as paths, stays as it is.
const { STAND_IN_PLATFORM } = process.env;
if (STAND_IN_PLATFORM) Object.defineProperty(process, 'platform', { value: STAND_IN_PLATFORM });

const folder = resolve(process.argv[2] ?? '');
process.argv.splice(1, 2, folder);
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string };
await import(pathToFileURL(join(folder, main)).href);
inside.becomeReady();
