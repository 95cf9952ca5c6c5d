import type { RuleStatus } from '../../main/contract/rule-requests.ts';
import type { Part } from '../settings/part.ts';

/** What the pages of rules get. */
export interface RulesPart extends Part {
  /** How the rules do, those of which main has told. */
  readonly statuses: readonly RuleStatus[];
}
