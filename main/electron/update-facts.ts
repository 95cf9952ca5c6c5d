import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateWay } from '../contract/model.ts';
import type { Settings } from '../contract/settings.ts';

const DAY_MS = 86_400_000;
const NOTES_CHARACTERS = 1500;
/** With its markup. More is not looked at: the expressions below would take minutes for what somebody made to hold them up. */
const RAW_NOTES_CHARACTERS = 20_000;

/** How this installation gets a new version. `resources` is the folder beside the program, where a package says what it is. */
export function updateWay(
  isPackaged: boolean,
  resources: string,
  env: NodeJS.ProcessEnv,
  platform = process.platform,
): UpdateWay {
  if (!isPackaged) return 'checkout';
  // The kinds of packages are made out of one folder, so only the AppImage itself knows that it is one.
  const isAppImage = platform === 'linux' && env.APPIMAGE !== undefined;
  if (platform === 'linux' && !isAppImage && existsSync(join(resources, 'package-type'))) return 'packages';
  if (platform === 'linux' && !isAppImage) return 'nowhere';
  return existsSync(join(resources, 'app-update.yml')) ? 'asked' : 'nowhere';
}

/** Whether it is time to look without being told to: once a day, and again when the clock was set back. */
export function isLookDue(check: Settings['updates']['check'], checkedAt: number | null, now: number): boolean {
  return check === 'ask' && (checkedAt === null || now - checkedAt >= DAY_MS || now < checkedAt);
}

/** Release notes as plain text, whoever wrote them: a server's HTML or Markdown, one release or several. */
export function plainNotes(
  notes: string | readonly { readonly version: string; readonly note: string | null }[] | null | undefined,
): string {
  const text =
    typeof notes === 'string' ? notes : (notes ?? []).map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n');
  const plain = text
    .slice(0, RAW_NOTES_CHARACTERS)
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<li\b[^>]*>/gi, '\n- ')
    .replace(/<(br|\/?p|\/?div|\/?h[1-6]|\/?[uo]l)\b[^>]*>/gi, '\n')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '&')
    .replace(/^#+ /gm, '')
    .replace(/[^\P{C}\n]/gu, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return plain.length > NOTES_CHARACTERS ? `${plain.slice(0, NOTES_CHARACTERS).toWellFormed()} …` : plain;
}

export type UpdateFailure = 'unreachable' | 'nothingThere' | 'damaged' | 'notOurs' | 'disk' | 'other';

/** What went wrong, of the errors that electron-updater, Chromium's network and the disk give. */
export function updateFailure(error: unknown): { readonly kind: UpdateFailure; readonly detail: string } {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  const detail = (message.split('\n')[0] ?? '').slice(0, 200);
  const known: readonly (readonly [UpdateFailure, RegExp])[] = [
    ['notOurs', /ERR_UPDATER_INVALID_SIGNATURE|code signature/i],
    ['damaged', /ERR_CHECKSUM_MISMATCH|checksum|ERR_UPDATER_(INVALID|NO_FILES|NO_CHECKSUM|ZIP_FILE)/i],
    ['nothingThere', /_NOT_FOUND\b|ERR_UPDATER_NO_PUBLISHED|HTTP_ERROR_404/],
    ['disk', /^(ENOSPC|EACCES|EPERM|EROFS|EDQUOT|EXDEV)$/],
    ['unreachable', /net::ERR_|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|HTTP_ERROR_|timed out/i],
  ];
  const kind = known.find(([, pattern]) => pattern.test(code) || pattern.test(detail))?.[0] ?? 'other';
  return { kind, detail };
}
