import type { RulesWords } from '../words/rules.en.ts';
import type { ActionFault } from './port.ts';

/** Why an action was not done; a sentence. */
export const explainActionFault = ({ code, detail }: ActionFault, words: RulesWords): string => words.fault[code](detail ?? '');
