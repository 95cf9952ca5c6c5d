import { useCallback, useState } from 'react';

/** What was typed for the secrets of a rule's actions, by header in small letters. It is never kept in the window. */
export interface Secrets {
  /** Whether main keeps one for this header. */
  readonly isKept: (header: string) => boolean;
  readonly typed: (header: string) => string;
  readonly isForgotten: (header: string) => boolean;
  readonly type: (header: string, text: string) => void;
  readonly setForgotten: (header: string, forget: boolean) => void;
  /** What is to be done when the rule is saved: a text is kept, `null` forgets. */
  readonly changes: ReadonlyMap<string, string | null>;
  readonly clear: () => void;
}

const nameOf = (header: string): string => header.trim().toLowerCase();

export function useSecrets(keptFor: (header: string) => boolean): Secrets {
  const [changes, setChanges] = useState<ReadonlyMap<string, string | null>>(new Map());
  const set = useCallback((header: string, change: string | null | undefined): void => {
    setChanges((was) => {
      const next = new Map(was);
      if (change === undefined) next.delete(nameOf(header));
      else next.set(nameOf(header), change);
      return next;
    });
  }, []);
  return {
    isKept: (header) => header.trim() !== '' && keptFor(nameOf(header)),
    typed: (header) => changes.get(nameOf(header)) ?? '',
    isForgotten: (header) => changes.get(nameOf(header)) === null,
    type: (header, text) => set(header, text === '' ? undefined : text),
    setForgotten: (header, forget) => set(header, forget ? null : undefined),
    changes,
    clear: useCallback(() => setChanges(new Map()), []),
  };
}
