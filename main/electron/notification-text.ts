import type { Notification } from '../monitor/ports.ts';

const TITLE_CHARACTERS = 120;
const BODY_CHARACTERS = 500;
/** macOS drops what is longer. */
const MAC_BODY_BYTES = 256;

/** The text of a notification as the platform takes it: one line each, cut; without markup where the system would read it. */
export function notificationText(
  { title, body }: Pick<Notification, 'title' | 'body'>,
  platform: NodeJS.Platform,
): { readonly title: string; readonly body: string } {
  const text = cut(oneLine(body), BODY_CHARACTERS);
  return {
    title: cut(oneLine(title), TITLE_CHARACTERS) || 'Willwatch',
    body: platform === 'linux' ? escapeMarkup(text) : platform === 'darwin' ? cutBytes(text, MAC_BODY_BYTES) : text,
  };
}

const oneLine = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .toWellFormed()
    .trim();

/** @see https://specifications.freedesktop.org/notification-spec/latest/markup.html */
const escapeMarkup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function cut(text: string, characters: number): string {
  const all = [...text];
  return all.length > characters ? `${all.slice(0, characters - 1).join('')}…` : text;
}

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
