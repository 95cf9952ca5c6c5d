import { memo } from 'react';
import {
  DevicesIcon,
  GatewayIcon,
  HistoryIcon,
  type IconProps,
  LiveIcon,
  RehearsalIcon,
  RulesIcon,
  SettingsIcon,
} from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import classes from './frame.module.css';
import { Link } from './link.tsx';
import type { Route } from './routes.ts';

export const PAGES = ['devices', 'gateways', 'history', 'rules', 'live', 'rehearsal', 'settings'] as const;
type PageName = (typeof PAGES)[number];

export const pageIcons: Readonly<Record<PageName, (props: IconProps) => React.JSX.Element>> = {
  devices: DevicesIcon,
  gateways: GatewayIcon,
  history: HistoryIcon,
  rules: RulesIcon,
  live: LiveIcon,
  rehearsal: RehearsalIcon,
  settings: SettingsIcon,
};

/** The page of the rail that a place belongs to. */
export function pageOf(route: Route): PageName {
  switch (route.page) {
    case 'device':
    case 'not-found':
      return 'devices';
    case 'incident':
    case 'report':
      return 'history';
    case 'rule':
      return 'rules';
    default:
      return route.page;
  }
}

export const Rail = memo(function Rail({ here }: { readonly here: PageName }) {
  const { t } = useWords();
  const open = useLiveState(({ overview }) => overview?.openTotal ?? 0);
  const failing = useLiveState(({ overview }) => overview?.failingRules.length ?? 0);
  return (
    <nav className={classes.rail} aria-label={t.frame.navigation}>
      <div className={classes.brand} title={t.product}>
        <svg width="28" height="28" viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="7.200" fill="none" stroke="currentColor" strokeWidth="1.100" />
          <circle cx="8" cy="8" r="4.300" fill="none" stroke="currentColor" strokeWidth="1.100" strokeDasharray="2.250" />
          <circle cx="8" cy="8" r="1.900" fill="currentColor" />
        </svg>
      </div>
      {PAGES.map((page) => {
        const Icon = pageIcons[page];
        return (
          <Link key={page} to={`/${page}`} className={classes.railLink} aria-current={here === page ? 'page' : undefined}>
            <Icon size={20} />
            <span>{t.pages[page]}</span>
            {page === 'rules' && failing > 0 && (
              <b className={classes.railCount} title={t.rules.someFail(failing)}>
                {failing}
              </b>
            )}
            {page === 'devices' && open > 0 && <b className={classes.railCount}>{open > 99 ? '99+' : open}</b>}
          </Link>
        );
      })}
    </nav>
  );
});
