import type { Rule, RuleAction } from '../../main/contract/rules.ts';
import { keep, onKeptElsewhere, recall } from '../shared/remember.ts';
import { isUnsavedId, KINDS, newAction, newRule } from './drafts.ts';

/** A rule as it was left without being saved. */
export interface KeptDraft {
  readonly at: number;
  /** The saved rule that it was made of; null for a new one. */
  readonly base: string | null;
  readonly rule: Rule;
}

const NAME = 'rule-drafts';
/** A window that is left again and again without saving does not fill the storage. */
const MOST_KEPT = 20;

type Drafts = Readonly<Record<string, KeptDraft>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What an older version wrote is taken as far as it fits. */
function read(): Drafts {
  if (unkept !== null) return unkept;
  const kept = recall<Record<string, unknown>>(NAME, {}, isObject);
  return Object.fromEntries(
    Object.entries(kept).flatMap(([id, draft]) => {
      const fitting = isObject(draft) ? readDraft(id, draft) : null;
      return fitting === null ? [] : [[id, fitting]];
    }),
  );
}

function readDraft(id: string, { at, base, rule }: Record<string, unknown>): KeptDraft | null {
  if (typeof at !== 'number' || !(base === null || typeof base === 'string') || !isObject(rule)) return null;
  if (typeof rule['sql'] !== 'string' || typeof rule['name'] !== 'string' || !Array.isArray(rule['actions'])) return null;
  const actions = rule['actions'].flatMap((action) => readAction(action) ?? []);
  return { at, base, rule: { ...newRule(id), ...rule, id, actions, errorAction: readAction(rule['errorAction']) } };
}

function readAction(action: unknown): RuleAction | null {
  if (!isObject(action)) return null;
  const kind = KINDS.find((one) => one === action['kind']);
  return kind === undefined ? null : ({ ...newAction(kind), ...action } as RuleAction);
}

export const draftOf = (id: string): KeptDraft | null => read()[id] ?? null;

/** Calls with what another tab has written on a rule, or null when it wrote nothing or is done with it. */
export const onDraftElsewhere = (id: string, changed: (draft: KeptDraft | null) => void): (() => void) =>
  onKeptElsewhere(NAME, () => changed(draftOf(id)));

/** Rules that were never saved, by where they are written. */
export const unsavedDrafts = (): readonly (readonly [id: string, draft: KeptDraft])[] =>
  Object.entries(read()).filter(([id]) => isUnsavedId(id));

/** Where something is written that was not saved. */
export const draftIds = (): ReadonlySet<string> => new Set(Object.keys(read()));

export function keepDraft(id: string, draft: KeptDraft): void {
  const newest = Object.entries({ ...read(), [id]: draft }).sort(([, a], [, b]) => b.at - a.at);
  write(Object.fromEntries(newest.slice(0, MOST_KEPT)));
}

export function forgetDraft(id: string): void {
  const { [id]: _forgotten, ...rest } = read();
  write(rest);
}

/** What the storage does not take, as it is full or forbidden, lasts at least as long as the window. */
let unkept: Drafts | null = null;

function write(drafts: Drafts): void {
  unkept = keep(NAME, drafts) ? null : drafts;
}

/** Where a new rule can be written without touching another one that was not saved. */
export function freePlace(): string {
  const taken = read();
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? 'new' : `new-${number}`;
    if (taken[id] === undefined) return id;
  }
}
