import type { MailSettings } from '../contract/rules.ts';
import type { RulesWords } from '../words/rules.en.ts';

/** Hosts to which a plain connection stays on this computer. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** What is wrong with the mail server, or null. */
export function checkMail({ host, security, from }: MailSettings, words: RulesWords): string | null {
  if (host === '') return null;
  if (security === 'none' && !LOOPBACK.test(host)) return words.mail.plain;
  return /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(from) ? null : words.mail.from;
}
