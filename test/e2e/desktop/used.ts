import { type DesktopApp, type DesktopOptions, startDesktop } from '../../helpers/desktop.ts';

/** What the shell has used of Electron in all the tests of a file. */
export const used = new Set<string>();
/** What the stand-in has of it. */
export const has = new Set<string>();

/** Takes down at its end what the shell has used. */
export function takeDown(desktop: DesktopApp): DesktopApp {
  const dispose = desktop[Symbol.asyncDispose];
  return Object.assign(desktop, {
    [Symbol.asyncDispose]: async () => {
      for (const { member } of desktop.reports('used')) used.add(member);
      for (const { members } of desktop.reports('has')) for (const member of members) has.add(member);
      await dispose();
    },
  });
}

export const start = async (options: DesktopOptions): Promise<DesktopApp> => takeDown(await startDesktop(options));
