import { desktopDe } from './desktop.de.ts';
import { type DesktopWords, desktopEn } from './desktop.en.ts';
import { domainDe } from './domain.de.ts';
import { type DomainWords, domainEn } from './domain.en.ts';
import { reportDe } from './report.de.ts';
import { type ReportWords, reportEn } from './report.en.ts';
import { rulesDe } from './rules.de.ts';
import { type RulesWords, rulesEn } from './rules.en.ts';
import { windowDe } from './window.de.ts';
import { type WindowWords, windowEn } from './window.en.ts';

export type { DesktopWords, DomainWords, ReportWords, RulesWords, WindowWords };

export type Language = 'en' | 'de';

/** Every sentence a person reads: `domain` also in notifications and on the command line, `window` only in the window, `desktop` only in the desktop shell, `rules` about AWS IoT SQL, `report` what one shift tells the next. */
export interface Words {
  readonly language: Language;
  readonly domain: DomainWords;
  readonly window: WindowWords;
  readonly desktop: DesktopWords;
  readonly rules: RulesWords;
  readonly report: ReportWords;
}

const all: Readonly<Record<Language, Words>> = {
  en: { language: 'en', domain: domainEn, window: windowEn, desktop: desktopEn, rules: rulesEn, report: reportEn },
  de: { language: 'de', domain: domainDe, window: windowDe, desktop: desktopDe, rules: rulesDe, report: reportDe },
};

export function wordsFor(language: Language): Words {
  return all[language];
}

/**
 * The language of a setting.
 * @param setting `auto` follows `locale`
 * @param locale a BCP 47 tag or a POSIX locale such as `de_DE.UTF-8`
 */
export function chooseLanguage(setting: 'auto' | Language, locale: string): Language {
  if (setting !== 'auto') return setting;
  return /^de\b|^de_/i.test(locale) ? 'de' : 'en';
}
