import { MantineProvider } from '@mantine/core';
import { type ComponentType, lazy, Suspense, useEffect, useMemo } from 'react';
import { DevicesPage } from './devices/devices-page.tsx';
import { ErrorBoundary } from './frame/error-boundary.tsx';
import { Frame } from './frame/frame.tsx';
import { NotFound } from './frame/not-found.tsx';
import { usePlace } from './frame/router.ts';
import { type Route, readRoute } from './frame/routes.ts';
import { isOneOf, keep, recall } from './shared/remember.ts';
import shared from './shared/shared.module.css';
import { cssVariables, theme } from './shared/theme.ts';
import { type Language, preferredLanguage, WordsProvider } from './shared/words-context.tsx';
import { StartOr } from './start/start-page.tsx';
import { useQuery } from './transport/use-query.ts';

/** Comes when it is first asked for: who opens the window to look at devices does not wait for the other pages. */
const page = <Props extends object>(load: () => Promise<ComponentType<Props>>) => lazy(async () => ({ default: await load() }));

/** The first page is there by then. */
const AFTER_THE_FIRST_MS = 1500;

const loadDevicePage = async () => (await import('./device/device-page.tsx')).DevicePage;
const DevicePage = page(loadDevicePage);
const GatewaysPage = page(async () => (await import('./gateways/gateways-page.tsx')).GatewaysPage);
const HistoryPage = page(async () => (await import('./history/history-page.tsx')).HistoryPage);
const IncidentPage = page(async () => (await import('./incident/incident-page.tsx')).IncidentPage);
const LivePage = page(async () => (await import('./live/live-page.tsx')).LivePage);
const RehearsalPage = page(async () => (await import('./rehearsal/rehearsal-page.tsx')).RehearsalPage);
const ReportPage = page(async () => (await import('./report/report-page.tsx')).ReportPage);
const RulesPages = page(async () => (await import('./rules/rules-pages.tsx')).RulesPages);
const SettingsPage = page(async () => (await import('./settings/settings-page.tsx')).SettingsPage);

/** Colours and language as the settings say. The last ones are kept, so that the first paint does not flash. */
export function App({ nonce }: { readonly nonce: string }) {
  const settings = useQuery('settings.get', {}, { topics: ['settings'] });
  const appearance = settings.data?.settings.appearance;
  const colours = appearance?.theme ?? recall('theme', 'auto', isOneOf('auto', 'light', 'dark'));
  const chosen = appearance?.language ?? recall('language', 'auto', isOneOf('auto', 'en', 'de'));
  const language: Language = chosen === 'auto' ? preferredLanguage() : chosen;

  useEffect(() => {
    if (!appearance) return;
    keep('theme', appearance.theme);
    keep('language', appearance.language);
  }, [appearance]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    // Where most clicks go, and behind a notification: there before it is wanted.
    const later = setTimeout(() => void loadDevicePage().catch(() => undefined), AFTER_THE_FIRST_MS);
    return () => clearTimeout(later);
  }, []);

  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      getStyleNonce={() => nonce}
      defaultColorScheme="auto"
      {...(colours === 'auto' ? {} : { forceColorScheme: colours })}
    >
      <WordsProvider language={language}>
        <Pages />
      </WordsProvider>
    </MantineProvider>
  );
}

function Pages() {
  const { path } = usePlace();
  const route = useMemo(() => readRoute(path), [path]);
  return (
    <Frame route={route}>
      <ErrorBoundary key={placeOf(route, path)}>
        <Suspense fallback={<div className={shared.page} aria-busy="true" />}>
          <Page route={route} />
        </Suspense>
      </ErrorBoundary>
    </Frame>
  );
}

/** The pages of rules are one place: what was just saved on one is there on the next. */
const placeOf = (route: Route, path: string): string => (route.page === 'rule' || route.page === 'rules' ? 'rules' : path);

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'devices':
      return (
        <StartOr>
          <DevicesPage />
        </StartOr>
      );
    case 'device':
      return <DevicePage key={route.key} deviceKey={route.key} />;
    case 'gateways':
      return <GatewaysPage />;
    case 'history':
      return <HistoryPage />;
    case 'incident':
      return <IncidentPage key={route.outageId} outageId={route.outageId} />;
    case 'rules':
      return <RulesPages id={null} />;
    case 'rule':
      return <RulesPages id={route.id} />;
    case 'live':
      return <LivePage />;
    case 'report':
      return <ReportPage />;
    case 'rehearsal':
      return <RehearsalPage />;
    case 'settings':
      return <SettingsPage />;
    case 'not-found':
      return <NotFound />;
  }
}
