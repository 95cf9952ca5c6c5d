import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type Words, wordsFor } from '../../main/words/index.ts';
import { Clock } from './format-time.ts';

export type Language = 'en' | 'de';

interface Speech {
  readonly language: Language;
  readonly domain: Words['domain'];
  /** What only the window says. */
  readonly t: Words['window'];
  /** About AWS IoT SQL. */
  readonly rules: Words['rules'];
  readonly report: Words['report'];
  readonly clock: Clock;
}

const SpeechContext = createContext<Speech | null>(null);

export function WordsProvider({ language, children }: { readonly language: Language; readonly children: ReactNode }) {
  const speech = useMemo<Speech>(() => {
    const words = wordsFor(language);
    return {
      language,
      domain: words.domain,
      t: words.window,
      rules: words.rules,
      report: words.report,
      clock: new Clock(language, words.window.time),
    };
  }, [language]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export function useWords(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('useWords outside WordsProvider');
  return speech;
}

export function preferredLanguage(): Language {
  return window.navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en';
}
