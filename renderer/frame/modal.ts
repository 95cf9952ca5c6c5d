import { useEffect } from 'react';

/** Whether a dialog stands over the page and wants an answer first. */
export const isModalOpen = (): boolean => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;

/** Closes what belongs to the page that a person left by going back or forward. */
export function useCloseOnLeave(close: () => void): void {
  useEffect(() => {
    window.addEventListener('popstate', close);
    return () => window.removeEventListener('popstate', close);
  }, [close]);
}
