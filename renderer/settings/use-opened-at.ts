import { useRef } from 'react';

/**
 * The revision of the settings at which a form was opened, so that what changed since is not overwritten unseen.
 * @returns it, and `seen`: the person was told of the change, and the next try counts
 */
export function useOpenedAt(revision: string, isOpen: boolean): { readonly revision: string; readonly seen: () => void } {
  const opened = useRef<string | null>(null);
  opened.current = isOpen ? (opened.current ?? revision) : null;
  return {
    revision: opened.current ?? revision,
    seen: () => {
      opened.current = null;
    },
  };
}
