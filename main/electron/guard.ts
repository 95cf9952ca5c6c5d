import { app, type Session, type WebContents } from 'electron';
import { pagePath } from './pages.ts';

/** What the window may ask the system for. Everything else is denied without a question. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Nothing in this app opens another page, another window or another program, whatever a payload or a device name says. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    // Not emitted for what main itself loads, nor for steps within the page.
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** Denies what pages may ask for: camera, place, files, notifications of their own. */
export function guardPermissions(session: Session): void {
  const isAllowed = (contents: WebContents | null, permission: string): boolean =>
    ALLOWED.has(permission) && contents !== null && pagePath(contents.getURL()) !== null;
  session.setPermissionRequestHandler((contents, permission, answer) => answer(isAllowed(contents, permission)));
  session.setPermissionCheckHandler((contents, permission) => isAllowed(contents, permission));
  session.setDevicePermissionHandler(() => false);
}
