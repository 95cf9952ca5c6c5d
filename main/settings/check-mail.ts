import { isLoopback } from '../contract/loopback.ts';
import type { MailSettings } from '../contract/rules.ts';
import type { RulesWords } from '../words/rules.en.ts';

/** What is wrong with the mail server, or null. */
export function checkMail({ host, security, from }: MailSettings, words: RulesWords): string | null {
  if (host === '') return null;
  if (security === 'none' && !isLoopback(host)) return words.mail.plain;
  return /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(from) ? null : words.mail.from;
}
