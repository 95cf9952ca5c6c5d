import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ActionStatus, RuleStatus, RunView } from '../../main/contract/rule-requests.ts';
import type { WindowWords } from '../../main/words/window.en.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { useReason } from '../shared/failed.tsx';
import { WarningIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { KindIcon } from './kind-icon.tsx';
import classes from './rules.module.css';

const TOPICS = ['rules'] as const;
const PAGE = 25;

interface OutcomesProps {
  readonly ruleId: string;
  /** As it is saved: what waits of a rule that is switched off is not tried by itself. */
  readonly enabled: boolean;
  readonly status: RuleStatus | null;
}

/** What became of a rule's actions, newest first, and of those that wait for another try. */
export function Outcomes({ ruleId, enabled, status }: OutcomesProps) {
  const { t, clock } = useWords();
  const words = t.rules.outcomes;
  const now = useNow();
  const { rows, more, older } = useRuns(ruleId);
  const live = useLive();
  const reason = useReason();
  const [said, setSaid] = useState<string | null>(null);
  const ask = (name: 'rules.retry' | 'rules.dropWaiting', runId: number | null): void => {
    const say = name === 'rules.retry' ? words.retried : words.dropped;
    live.transport
      .request(name, { ruleId, runId })
      .then(({ changed }) => setSaid(say(changed)))
      .catch((error: Error) => setSaid(reason(error)));
  };
  return (
    <Section
      title={words.title}
      aside={
        status !== null && (
          <span className={classes.quiet}>
            {status.last === null
              ? words.never
              : words.summary(t.rules.matched(status.matched), clock.stamp(status.last.at, now))}
          </span>
        )
      }
      flush
    >
      {status !== null && <Troubles status={status} />}
      {((status?.waiting ?? 0) > 0 || said !== null) && (
        <div className={classes.waiting}>
          {(status?.waiting ?? 0) > 0 && <span>{(enabled ? words.waiting : words.resting)(status?.waiting ?? 0)}</span>}
          {(status?.waiting ?? 0) > 0 && (
            <>
              <Button variant="default" size="compact-xs" onClick={() => ask('rules.retry', null)}>
                {words.retry}
              </Button>
              <Button variant="subtle" size="compact-xs" onClick={() => ask('rules.dropWaiting', null)}>
                {words.drop}
              </Button>
            </>
          )}
          <span role="status">{said}</span>
        </div>
      )}
      {rows !== null && rows.length === 0 && <p className={shared.sectionNote}>{words.none}</p>}
      {rows !== null && rows.length > 0 && (
        <div className={shared.tableScroll}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th>{words.columns.at}</th>
                <th>{words.columns.action}</th>
                <th>{words.columns.target}</th>
                <th>{words.columns.topic}</th>
                <th>{words.columns.state}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((run) => (
                <Run key={run.id} run={run} ask={ask} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more && (
        <p className={shared.tableFoot}>
          <Button variant="subtle" size="compact-xs" onClick={older}>
            {words.older}
          </Button>
        </p>
      )}
    </Section>
  );
}

/** The newest rows are asked for again when something happened; older ones stay as they were. */
function useRuns(ruleId: string): {
  readonly rows: readonly RunView[] | null;
  readonly more: boolean;
  readonly older: () => void;
} {
  const live = useLive();
  const [limit, setLimit] = useState(PAGE);
  const [extra, setExtra] = useState<{ readonly rows: readonly RunView[]; readonly more: boolean } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another rule begins anew
  useEffect(() => {
    setLimit(PAGE);
    setExtra(null);
  }, [ruleId]);
  const newest = useQuery('rules.runs', { ruleId, limit }, { topics: TOPICS, keep: true });
  const rows = newest.data?.rows ?? null;
  const last = extra?.rows.at(-1) ?? rows?.at(-1);
  const older = (): void => {
    if (limit < 200) {
      setLimit(Math.min(200, limit * 2));
      return;
    }
    if (last === undefined) return;
    live.transport
      .request('rules.runs', { ruleId, beforeId: last.id, limit: 200 })
      .then((answer) => setExtra({ rows: [...(extra?.rows ?? []), ...answer.rows], more: answer.more }))
      .catch(() => undefined);
  };
  return {
    rows: rows === null ? null : [...rows, ...(extra?.rows.filter(({ id }) => !rows.some((row) => row.id === id)) ?? [])],
    more: extra?.more ?? newest.data?.more ?? false,
    older,
  };
}

type Words = WindowWords['rules'];

const nameOf = ({ action, kind }: Pick<ActionStatus, 'action' | 'kind'>, words: Words): string =>
  action === 'error' ? `${words.errorAction}: ${words.kinds[kind]}` : words.action(action + 1, words.kinds[kind]);

function Troubles({ status }: { readonly status: RuleStatus }) {
  const { t, clock } = useWords();
  const words = t.rules.outcomes;
  const now = useNow();
  const failing = status.actions.filter(({ failingSince }) => failingSince !== null);
  const lines = [
    ...failing.map((one) => ({
      key: String(one.action),
      text: `${words.failing(nameOf(one, t.rules), clock.stamp(one.failingSince ?? 0, now))}${one.last?.reason ? ` ${one.last.reason}` : ''}`,
    })),
    ...(status.lastFailure === null
      ? []
      : [
          {
            key: 'evaluation',
            text: words.lastFailure(clock.stamp(status.lastFailure.at, now), status.lastFailure.reason),
          },
        ]),
    ...(status.limited > 0 ? [{ key: 'limited', text: words.limited(status.limited) }] : []),
  ];
  return (
    <>
      {lines.map(({ key, text }) => (
        <p key={key} className={classes.trouble}>
          <WarningIcon size={14} />
          <Given text={text} max={600} />
        </p>
      ))}
    </>
  );
}

interface RunProps {
  readonly run: RunView;
  readonly ask: (name: 'rules.retry' | 'rules.dropWaiting', runId: number) => void;
}

function Run({ run, ask }: RunProps) {
  const { t, clock } = useWords();
  const words = t.rules.outcomes;
  const now = useNow();
  const { state } = run;
  const why =
    run.reason ??
    (state === 'expired' || state === 'limited' || state === 'dropped' || state === 'silent' ? words.stateWhy[state] : null);
  return (
    <tr>
      <td>
        <Time at={run.at} />
      </td>
      <td>
        <span className={classes.kind}>
          <KindIcon kind={run.kind} size={14} />
          {nameOf(run, t.rules)}
        </span>
      </td>
      <td>
        <Given text={run.target} max={60} />
      </td>
      <td>
        <Given text={run.topic} max={60} mono />
      </td>
      <td>
        <span className={classes.runState} data-state={state}>
          {words.states[state]}
        </span>
        {state === 'waiting' && run.nextAt !== null && run.tries > 0 && (
          <span className={classes.quiet}>
            {' '}
            {words.nextAt(clock.stamp(run.nextAt, now))}, {words.tries(run.tries)}
          </span>
        )}
        {state === 'waiting' && run.tries > 0 && (
          <span className={classes.runActs}>
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={words.retryOne(cleanText(run.target, 60))}
              onClick={() => ask('rules.retry', run.id)}
            >
              {words.retry}
            </Button>
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={words.dropOne(cleanText(run.target, 60))}
              onClick={() => ask('rules.dropWaiting', run.id)}
            >
              {words.dropIt}
            </Button>
          </span>
        )}
        {why !== null && (
          <span className={classes.runWhy}>
            <Given text={why} max={300} />
          </span>
        )}
      </td>
    </tr>
  );
}
