import type { VocabularyView } from '../contract/rule-requests.ts';
import { awsFunctions, findFunction, functionNames } from './functions/index.ts';

const KEYWORDS = 'SET SELECT VALUE FROM WHERE AS AND OR NOT IN EXISTS CASE WHEN THEN ELSE END CAST TRUE FALSE NULL';

/** What an editor colours and completes. */
export const vocabulary: VocabularyView = {
  keywords: KEYWORDS.split(' '),
  functions: functionNames.toSorted().map((name) => {
    const { least = 0, most = 0 } = findFunction(name) ?? {};
    return { name, least, most: Number.isFinite(most) ? most : null };
  }),
  awsFunctions: [...awsFunctions].toSorted(),
};
