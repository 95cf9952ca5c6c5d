import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Rule } from '../../main/contract/rules.ts';
import { draftOf, forgetDraft, keepDraft, onDraftElsewhere } from './draft-store.ts';
import { newRule } from './drafts.ts';

export interface Draft {
  /** As it is written at the moment. */
  readonly rule: Rule;
  readonly isChanged: boolean;
  /** When it was left without being saved, where it begins with that; else null. */
  readonly restoredAt: number | null;
  /** Whether the saved rule is another than the one that this was made of. */
  readonly isOvertaken: boolean;
  /** Whether another tab has something else written on it. */
  readonly isWrittenElsewhere: boolean;
  readonly change: (part: Partial<Rule>) => void;
  /** Back to what is saved; also once it was saved. */
  readonly forget: () => void;
}

/** What a person writes, kept in this browser until it is saved or discarded: leaving the page loses nothing. */
export function useDraft(id: string, saved: Rule | null): Draft {
  const [kept] = useState(() => draftOf(id));
  const [typed, setTyped] = useState<Rule | null>(kept?.rule ?? null);
  const [restoredAt, setRestoredAt] = useState(kept?.at ?? null);
  const savedText = useMemo(() => (saved === null ? null : JSON.stringify(saved)), [saved]);
  const base = useRef(kept === null ? savedText : kept.base);
  const start = saved ?? newRule(id);
  const isChanged = typed !== null && !isSame(typed, start);
  if (!isChanged) base.current = savedText;

  useEffect(() => {
    if (isChanged && typed !== null) {
      if (typed !== kept?.rule) keepDraft(id, { at: Date.now(), base: base.current, rule: typed });
    } else forgetDraft(id);
  }, [id, typed, isChanged, kept]);

  const [elsewhere, setElsewhere] = useState<Rule | null>(null);
  const mine = useRef<Rule | null>(null);
  mine.current = isChanged ? typed : null;
  useEffect(
    () =>
      onDraftElsewhere(id, (draft) => {
        setElsewhere(draft?.rule ?? null);
        // The other tab is done with the rule: what stands here is not to go with that.
        if (draft === null && mine.current !== null) keepDraft(id, { at: Date.now(), base: base.current, rule: mine.current });
      }),
    [id],
  );

  const latest = useRef(start);
  latest.current = typed ?? start;
  const change = useCallback((part: Partial<Rule>) => {
    // Two changes of one event must not undo each other.
    latest.current = { ...latest.current, ...part };
    setTyped(latest.current);
  }, []);
  const forget = useCallback(() => {
    setTyped(null);
    setRestoredAt(null);
    forgetDraft(id);
  }, [id]);
  return {
    rule: typed ?? start,
    isChanged,
    restoredAt: isChanged ? restoredAt : null,
    isWrittenElsewhere: elsewhere !== null && !isSame(elsewhere, typed ?? start),
    isOvertaken: isChanged && base.current !== savedText,
    change,
    forget,
  };
}

/** Whatever order the fields stand in: an import and a form do not write them alike. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [mine, theirs] = [Object.entries(one), new Map(Object.entries(other))];
  return mine.length === theirs.size && mine.every(([key, value]) => theirs.has(key) && isSame(value, theirs.get(key)));
}
