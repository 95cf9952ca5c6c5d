import { createContext, useContext } from 'react';
import type { RuleProblemView } from '../../main/contract/rule-requests.ts';
import type { Offered } from './sql-completion.ts';

/** What is wrong with the rule that is being written, and what can be offered in its fields. */
export interface Checks {
  /** By what main calls the field. */
  readonly problems: ReadonlyMap<string, RuleProblemView>;
  /** Empty fields that must not be. */
  readonly missing: ReadonlySet<string>;
  /** Whether the person tried to save: only then an empty field is a fault. */
  readonly tried: boolean;
  readonly offered: Offered | null;
}

const ChecksContext = createContext<Checks>({ problems: new Map(), missing: new Set(), tried: false, offered: null });

export const ChecksProvider = ChecksContext.Provider;
export const useChecks = (): Checks => useContext(ChecksContext);
