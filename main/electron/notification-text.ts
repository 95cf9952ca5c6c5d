import { plainLine } from '../monitor/plain-line.ts';
import type { Notification } from '../monitor/ports.ts';

const TITLE_CHARACTERS = 120;
/** Of them at the end, where a title says what happened. */
const TITLE_TAIL = 40;
const BODY_CHARACTERS = 500;
/** macOS drops what is longer. */
const MAC_BODY_BYTES = 256;

/** The text of a notification as the platform takes it: one line each, cut; without markup where the system would read it. */
export function notificationText(
  { title, body }: Pick<Notification, 'title' | 'body'>,
  platform: NodeJS.Platform,
): { readonly title: string; readonly body: string } {
  const text = plainLine(body, BODY_CHARACTERS);
  return {
    title: plainLine(title, TITLE_CHARACTERS, TITLE_TAIL) || 'Willwatch',
    body: platform === 'linux' ? escapeMarkup(text) : platform === 'darwin' ? cutBytes(text, MAC_BODY_BYTES) : text,
  };
}

/** @see https://specifications.freedesktop.org/notification-spec/latest/markup.html */
const escapeMarkup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function cutBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let short = '';
  let used = Buffer.byteLength('…');
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    short += character;
  }
  return `${short}…`;
}
