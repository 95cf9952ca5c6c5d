import { useEffect, useEffectEvent } from 'react';

/** Whether a dialog stands over the page and wants an answer first. */
export const isModalOpen = (): boolean => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;

/** Closes what belongs to the page that a person left by going back or forward. */
export function useCloseOnLeave(close: () => void): void {
  const leave = useEffectEvent(close);
  useEffect(() => {
    // Subscribed once: a listener that is exchanged by the router's own, while the event is under way, would miss it.
    const left = (): void => leave();
    window.addEventListener('popstate', left);
    return () => window.removeEventListener('popstate', left);
  }, []);
}
