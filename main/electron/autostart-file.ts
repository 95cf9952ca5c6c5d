import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { APP_ID } from './identity.ts';

/**
 * Where a Linux desktop looks for what it starts at login.
 * @see https://specifications.freedesktop.org/autostart-spec/latest/
 */
export function autostartPath({ XDG_CONFIG_HOME = '' }: NodeJS.ProcessEnv): string {
  return join(isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(homedir(), '.config'), 'autostart', `${APP_ID}.desktop`);
}

/** The desktop file that starts a program with these arguments at login. */
export function autostartFile(command: readonly string[]): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Willwatch',
    `Exec=${command.map(quote).join(' ')}`,
    `Icon=${APP_ID}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * One argument of an Exec line: quoted, `%` doubled, and every backslash once more, because the file format itself reads them, a line end among them.
 * @see https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */
function quote(argument: string): string {
  const quoted = `"${argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
