import type { DomainWords } from '../words/domain.en.ts';

/** Why settings were not kept, as a sentence for a person; what the system said stands behind it. */
export function notKept(error: unknown, words: DomainWords): string {
  const said = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return words.notices.settingsNotKept(said instanceof Error ? said.message : String(said));
}
