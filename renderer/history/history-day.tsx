import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BlindSpotView, OutageView } from '../../main/contract/model.ts';
import { DeviceLink, Given } from '../shared/device-name.tsx';
import { sameDay } from '../shared/format-time.ts';
import { ChevronIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { BlindShape, StateWord, stateOfVerdict } from '../shared/state-shape.tsx';
import { IntervalTime, Length, Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './history.module.css';
import type { HistoryDay, HistoryEntry } from './history-days.ts';

const DAY_MS = 86_400_000;
const TAKEN_FIRST = 50;
const TOPICS = ['outages'] as const;

export function HistoryDayTable({ day, now }: { readonly day: HistoryDay; readonly now: number }) {
  const { t, clock } = useWords();
  const columns = t.history.columns;
  const near = sameDay(day.day, now) ? t.history.today : sameDay(day.day + DAY_MS / 2, now - DAY_MS) ? t.history.yesterday : null;
  return (
    <section className={`${shared.section} ${classes.day}`}>
      <h2>
        {near !== null && <span>{near}, </span>}
        {clock.longDay(day.day)}
        <span className={classes.dayCount}>{t.history.dayCount(day.outages, day.blindSpots)}</span>
      </h2>
      <table className={`${shared.table} ${classes.table}`}>
        <colgroup>
          <col className={classes.whatColumn} />
          <col className={classes.deviceColumn} />
          <col className={classes.timeColumn} />
          <col className={classes.timeColumn} />
          <col className={classes.lengthColumn} />
          <col />
        </colgroup>
        <thead className={shared.visuallyHidden}>
          <tr>
            <th>{columns.what}</th>
            <th>{columns.device}</th>
            <th>{columns.began}</th>
            <th>{columns.ended}</th>
            <th>{columns.length}</th>
            <th>{columns.affected}</th>
          </tr>
        </thead>
        <tbody>
          {day.entries.map((entry) => (
            <Entry key={keyOf(entry)} entry={entry} day={day.day} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Entry({ entry, day }: { readonly entry: HistoryEntry; readonly day: number }) {
  switch (entry.kind) {
    case 'outage':
      return <Incident outage={entry.outage} taken={entry.taken} day={day} />;
    case 'taken':
      return <CauseElsewhere causeId={entry.causeId} taken={entry.taken} day={day} />;
    case 'blind':
      return <BlindRow blindSpot={entry.blindSpot} day={day} />;
  }
}

function keyOf(entry: HistoryEntry): string {
  switch (entry.kind) {
    case 'outage':
      return `outage ${entry.outage.id}`;
    case 'taken':
      return `cause ${entry.causeId}`;
    case 'blind':
      return `blind ${entry.blindSpot.id}`;
  }
}

interface IncidentProps {
  readonly outage: OutageView;
  readonly taken: readonly OutageView[];
  readonly day: number;
}

/** An outage that nothing above explains; what it took down folds out below it. */
function Incident({ outage, taken, day }: IncidentProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <OutageRow
        outage={outage}
        day={day}
        toggle={taken.length > 0 ? { open, count: taken.length, flip: () => setOpen(!open) } : null}
      />
      {open && <Taken taken={taken} day={day} />}
    </>
  );
}

/** The cause of these lies outside the rows at hand: it is asked for by itself, to be named. */
function CauseElsewhere({
  causeId,
  taken,
  day,
}: {
  readonly causeId: number;
  readonly taken: readonly OutageView[];
  readonly day: number;
}) {
  const cause = useQuery('outage.get', { id: causeId }, { topics: TOPICS });
  if (cause.data === undefined) return null;
  if (cause.data === null) return <Taken taken={taken} day={day} />;
  return <Incident outage={cause.data.outage} taken={taken} day={day} />;
}

function Taken({ taken, day }: { readonly taken: readonly OutageView[]; readonly day: number }) {
  const { t } = useWords();
  const [shown, setShown] = useState(TAKEN_FIRST);
  return (
    <>
      {taken.slice(0, shown).map((outage) => (
        <OutageRow key={outage.id} outage={outage} day={day} nested />
      ))}
      {taken.length > shown && (
        <tr>
          <td colSpan={6}>
            <Button variant="subtle" size="compact-xs" onClick={() => setShown(shown + 200)}>
              {t.common.showMore} ({t.common.nMore(taken.length - shown)})
            </Button>
          </td>
        </tr>
      )}
    </>
  );
}

interface OutageRowProps {
  readonly outage: OutageView;
  readonly day: number;
  readonly nested?: boolean;
  readonly toggle?: { readonly open: boolean; readonly count: number; readonly flip: () => void } | null;
}

function OutageRow({ outage, day, nested = false, toggle = null }: OutageRowProps) {
  const { t, domain } = useWords();
  return (
    <tr className={nested ? classes.nested : undefined}>
      <td>
        <StateWord state={stateOfVerdict(outage.verdict)} word={domain.verdictShort(outage.verdict)} />
      </td>
      <td className={classes.device}>
        <DeviceLink device={outage.device} />
      </td>
      <td>
        <IntervalTime interval={outage.began} day={day} />
      </td>
      <td>
        {outage.ended === null ? (
          <b className={classes.lasts}>{t.history.ongoing}</b>
        ) : (
          <IntervalTime interval={outage.ended} day={day} />
        )}
      </td>
      <td>
        <Length began={outage.began} ended={outage.ended} durationMs={outage.durationMs} />
      </td>
      <td>
        <span className={classes.affectedCell}>
          <Affected outage={outage} />
          {toggle && (
            <button type="button" className={classes.toggle} aria-expanded={toggle.open} onClick={toggle.flip}>
              <ChevronIcon size={11} />
              {t.history.taken(toggle.count)}
            </button>
          )}
        </span>
      </td>
    </tr>
  );
}

/** The downstream gateways by name, then how many devices. */
function Affected({ outage }: { readonly outage: OutageView }) {
  const { t } = useWords();
  const { affectedGatewayIds: ids, affectedGateways, affectedDevices } = outage;
  const more = affectedGateways - ids.length;
  if (affectedGateways + affectedDevices === 0) return null;
  return (
    <span className={classes.affected}>
      {ids.map((id, index) => (
        <span key={id}>
          <Given text={id} max={40} />
          {index < ids.length - 1 && ','}
        </span>
      ))}
      {more > 0 && <span>{t.history.andMoreGateways(more)}</span>}
      {affectedDevices > 0 && (
        <span className={classes.quiet}>
          {affectedGateways > 0 && '· '}
          {t.plural.devices(affectedDevices)}
        </span>
      )}
    </span>
  );
}

function BlindRow({ blindSpot, day }: { readonly blindSpot: BlindSpotView; readonly day: number }) {
  const { t, domain } = useWords();
  const { overview } = useLiveState();
  const { connectionId } = blindSpot;
  const name = overview?.connections.find(({ id }) => id === connectionId)?.name ?? connectionId;
  const at = (time: number) => ({ notBefore: time, notAfter: time });
  return (
    <tr className={classes.blind}>
      <td>
        <span className={classes.blindWord}>
          <BlindShape size={14} />
          {connectionId === null ? t.history.blindRowAll : t.history.blindRow}
        </span>
      </td>
      <td className={classes.device}>{name === null ? t.history.allConnections : <Given text={name} max={40} />}</td>
      <td>
        <Time at={blindSpot.began} day={day} />
      </td>
      <td>{blindSpot.ended === null ? <b>{t.history.ongoing}</b> : <Time at={blindSpot.ended} day={day} />}</td>
      <td>
        <Length
          began={at(blindSpot.began)}
          ended={blindSpot.ended === null ? null : at(blindSpot.ended)}
          durationMs={blindSpot.ended === null ? null : blindSpot.ended - blindSpot.began}
        />
      </td>
      <td className={classes.quiet}>{domain.linkReason(blindSpot.reason).what}</td>
    </tr>
  );
}
