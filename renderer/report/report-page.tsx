import { useMemo } from 'react';
import type { HandoverView, ReportView } from '../../main/contract/look-back.ts';
import { wordsFor } from '../../main/words/index.ts';
import { reportText, silentLines } from '../../main/words/report-text.ts';
import { Link } from '../frame/link.tsx';
import { useMuteName } from '../frame/mutes.tsx';
import { usePlace } from '../frame/router.ts';
import { CopyTextButton } from '../shared/copy-button.tsx';
import { Failed } from '../shared/failed.tsx';
import { BackIcon } from '../shared/icons.tsx';
import { PrintButton, Printed } from '../shared/printed.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { Skeleton } from '../shared/skeleton.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useConnections } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { EarlierReports } from './earlier-reports.tsx';
import { Blind, Incidents, NotesOfDevices, Worst } from './parts.tsx';
import { Period } from './period.tsx';
import classes from './report.module.css';
import { type ReportPlace, readPlace } from './report-place.ts';
import { useWritten, Written } from './written.tsx';

const HOUR = 3_600_000;
const REPORT_TOPICS = ['outages', 'notes', 'mutes', 'connections'] as const;
const KEPT_TOPICS = ['notes'] as const;

/** What one shift tells the next: what is open, what happened, when nobody saw, and what the person writes. On paper, as text, or kept. */
export function ReportPage() {
  const { search } = usePlace();
  const place = readPlace(search);
  const kept = useQuery('handovers.query', { limit: 50 }, { topics: KEPT_TOPICS });
  if (kept.data === undefined) return kept.error ? <Failed error={kept.error} retry={kept.refetch} /> : <Waiting />;
  const saved = place.kind === 'saved' ? (kept.data.find(({ id }) => id === place.id) ?? null) : null;
  return (
    <Report
      // Anew when it is another one, also when it is only found now: its text is the person's from then on.
      key={saved?.id ?? 'new'}
      search={search}
      place={place}
      saved={saved}
      kept={kept.data}
      refetchKept={kept.refetch}
    />
  );
}

interface ReportProps {
  readonly search: string;
  readonly place: ReportPlace;
  /** The one that the address names. */
  readonly saved: HandoverView | null;
  readonly kept: readonly HandoverView[];
  readonly refetchKept: () => void;
}

function Report({ search, place, saved, kept, refetchKept }: ReportProps) {
  const { t, report: w } = useWords();
  const last = kept[0] ?? null;
  // Where it begins is fixed when it is chosen: a report whose rows leave at the top while it is read is none.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address says which time; what is kept meanwhile changes nothing
  const span = useMemo(() => spanOf(place, saved, last, Date.now()), [search, saved?.id]);
  const isWrong = span.until !== null && span.since > span.until;
  const query = useQuery('report.get', isWrong ? { since: span.since, until: span.since } : span, {
    topics: REPORT_TOPICS,
    keep: true,
  });
  const written = useWritten(saved);
  const { data } = query;
  return (
    <div className={shared.page}>
      <article className={classes.page}>
        <header className={classes.head}>
          <p className={classes.crumb}>
            <Link to="/history" className={shared.link}>
              <BackIcon size={13} />
              {t.pages.history}
            </Link>
          </p>
          <div className={classes.titleRow}>
            <h1>{w.title}</h1>
            {data !== undefined && <Tools report={data} text={written.text} />}
          </div>
          <Printed facts={[w.title]} />
          <Period place={place} hasLast={last !== null} />
          {isWrong ? (
            <p role="alert" className={shared.error}>
              {w.badTime}
            </p>
          ) : (
            data !== undefined && <Span report={data} />
          )}
        </header>
        {data === undefined ? (
          query.error ? (
            <Failed error={query.error} retry={query.refetch} />
          ) : (
            <Skeleton width={260} />
          )
        ) : (
          <>
            <Written written={written} saved={saved} report={data} refetchKept={refetchKept} />
            <Incidents title={w.lasting} none={w.lastingNone} incidents={data.open} total={data.openTotal} until={data.until} />
            <Incidents title={w.over} none={w.overNone} incidents={data.over} total={data.overTotal} until={data.until} />
            {data.goodbyes > 0 && <p className={classes.line}>{w.goodbyes(data.goodbyes)}</p>}
            <Blind report={data} />
            <Worst report={data} />
            {data.isNow && <Silent report={data} />}
            <NotesOfDevices report={data} />
            <EarlierReports kept={kept} shown={saved?.id ?? null} />
          </>
        )}
      </article>
    </div>
  );
}

function spanOf(
  place: ReportPlace,
  saved: HandoverView | null,
  last: HandoverView | null,
  now: number,
): { readonly since: number; readonly until: number | null } {
  switch (place.kind) {
    case 'hours':
      return { since: now - place.hours * HOUR, until: null };
    case 'last':
      return { since: last?.until ?? now - 12 * HOUR, until: null };
    case 'own':
      return {
        since: place.from === '' ? now - 12 * HOUR : Math.max(0, new Date(place.from).getTime()),
        until: place.until === '' ? null : Math.max(0, new Date(place.until).getTime()),
      };
    case 'saved':
      return saved === null ? { since: now - 12 * HOUR, until: null } : { since: saved.since, until: saved.until };
  }
}

function Span({ report }: { readonly report: ReportView }) {
  const { clock, report: w } = useWords();
  const day = (at: number): string => `${clock.day(at, 0)}, ${clock.short(at)}`;
  return (
    <p className={classes.span}>
      <b>{w.span(day(report.since), day(report.until))}</b>
    </p>
  );
}

function Tools({ report, text }: { readonly report: ReportView; readonly text: string }) {
  const { report: w, language } = useWords();
  const context = useTextContext();
  return (
    <span className={classes.tools}>
      <CopyTextButton label={w.copy} text={() => reportText(report, text, { words: wordsFor(language), ...context })} />
      <PrintButton />
    </span>
  );
}

function useTextContext() {
  const { clock } = useWords();
  const connections = useConnections();
  const now = useNow();
  const mute = useMuteName();
  return {
    time: (at: number) => clock.stamp(at, now),
    connection: (id: string) => connections?.find((one) => one.id === id)?.name ?? id,
    mute,
  };
}

/** What is kept silent now, and until when: the next shift hears nothing of it. */
function Silent({ report }: { readonly report: ReportView }) {
  const { report: w, language } = useWords();
  const context = useTextContext();
  const lines = silentLines(report, { words: wordsFor(language), ...context });
  return (
    <Section title={w.silent} flush>
      {lines.length === 0 ? (
        <p className={classes.nothing}>{w.silentNone}</p>
      ) : (
        <ul className={classes.lines}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Waiting() {
  return (
    <div className={shared.page} aria-busy="true">
      <Skeleton width={260} />
    </div>
  );
}
