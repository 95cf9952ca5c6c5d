import { memo, type ReactNode, useEffect } from 'react';
import { ActNotice } from '../acts/act-notice.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { AlertNotices } from './alert-notices.tsx';
import { ConnectionChips } from './connection-chips.tsx';
import { ExportNotices } from './export-notices.tsx';
import classes from './frame.module.css';
import { LostBanner } from './lost-banner.tsx';
import { isModalOpen } from './modal.ts';
import { Notices } from './notices.tsx';
import { OpenStrip } from './open-strip.tsx';
import { PAGES, pageOf, Rail } from './rail.tsx';
import { navigate } from './router.ts';
import type { Route } from './routes.ts';

/** What stands around every page: the rail, the connections, what is open, and what must be said. */
export function Frame({ route, children }: { readonly route: Route; readonly children: ReactNode }) {
  const { t } = useWords();
  const openTotal = useLiveState(({ overview }) => overview?.openTotal ?? 0);
  useTitle(route, openTotal);
  usePageKeys();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#page">
        {t.frame.skip}
      </a>
      <Rail here={pageOf(route)} />
      <Around />
      <main id="page" className={classes.page} tabIndex={-1}>
        {children}
      </main>
      <Corners />
    </div>
  );
}

/** The same around every page: drawn anew when what it shows changes, not when the place does. */
const Around = memo(function Around() {
  const { t } = useWords();
  return (
    <>
      <section className={classes.top} aria-label={t.frame.connections}>
        <ConnectionChips />
      </section>
      <div className={classes.banners}>
        <LostBanner />
        <Notices />
        <OpenStrip />
      </div>
    </>
  );
});

const Corners = memo(function Corners() {
  return (
    <>
      <ExportNotices />
      <ActNotice />
      <AlertNotices />
    </>
  );
});

function useTitle(route: Route, open: number): void {
  const { t } = useWords();
  const title = t.title(t.pages[pageOf(route)], open);
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Ctrl or Cmd with a figure goes to a page, where the browser does not keep those keys to itself. */
function usePageKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const page = PAGES[Number(event.key) - 1];
      if (!page) return;
      event.preventDefault();
      // What is being written in a dialog would be lost.
      if (isModalOpen()) return;
      navigate(`/${page}`);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
