import { useState } from 'react';
import type { BlindSpotView, DeviceRef, OutageView } from '../../main/contract/model.ts';
import { DeviceLink, Given } from '../shared/device-name.tsx';
import { sameDay } from '../shared/format-time.ts';
import { CheckIcon, ChevronIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { BlindShape, StateWord, stateOfVerdict } from '../shared/state-shape.tsx';
import { IntervalTime, Length, Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useConnections } from '../transport/live-context.tsx';
import classes from './history.module.css';
import type { HistoryDay, HistoryEntry } from './history-days.ts';
import { OutageActs } from './outage-acts.tsx';
import { TakenDown } from './taken-down.tsx';

const DAY_MS = 86_400_000;

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
      return <OutageRow outage={entry.outage} cause={entry.cause} day={day} />;
    case 'blind':
      return <BlindRow blindSpot={entry.blindSpot} day={day} />;
  }
}

function keyOf(entry: HistoryEntry): string {
  return entry.kind === 'outage' ? `outage ${entry.outage.id}` : `blind ${entry.blindSpot.id}`;
}

interface OutageRowProps {
  readonly outage: OutageView;
  readonly cause: DeviceRef | null;
  readonly day: number;
}

/** An outage; what it took down folds out below it. */
function OutageRow({ outage, cause, day }: OutageRowProps) {
  const { t, domain } = useWords();
  const [open, setOpen] = useState(false);
  const { affectedGateways: gateways, affectedDevices: devices } = outage;
  return (
    <>
      <tr>
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
            <b className={shared.lasts}>{t.history.ongoing}</b>
          ) : (
            <IntervalTime interval={outage.ended} day={day} />
          )}
        </td>
        <td>
          <Length began={outage.began} ended={outage.ended} durationMs={outage.durationMs} />
        </td>
        <td>
          {/* Before the others, so that it floats in the first line. */}
          <OutageActs outage={outage} />
          {gateways + devices > 0 && (
            <span className={classes.affectedCell}>
              <AffectedGateways outage={outage} />
              <button type="button" className={classes.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
                <ChevronIcon size={11} />
                {[gateways > 0 ? t.plural.gateways(gateways) : '', devices > 0 ? t.plural.devices(devices) : '']
                  .filter(Boolean)
                  .join(', ')}
              </button>
            </span>
          )}
          {outage.causeOutageId !== null && <Cause cause={cause} />}
          {outage.acknowledged !== null && <Acknowledged {...outage.acknowledged} day={day} />}
        </td>
      </tr>
      {open && (
        <tr className={classes.taken}>
          <td colSpan={6}>
            <TakenDown outageId={outage.id} />
          </td>
        </tr>
      )}
    </>
  );
}

function Cause({ cause }: { readonly cause: DeviceRef | null }) {
  const { t } = useWords();
  return (
    <span className={shared.dim}>
      {t.history.takenBy}
      {cause !== null && (
        <>
          {': '}
          <DeviceLink device={cause} max={40} />
        </>
      )}
    </span>
  );
}

/** That a person has taken it up, when, and what was noted. */
function Acknowledged({ at, note, day }: { readonly at: number; readonly note: string | null; readonly day: number }) {
  const { t } = useWords();
  return (
    <span className={classes.acknowledged}>
      <CheckIcon size={13} />
      {t.history.acknowledged} <Time at={at} day={day} />
      {note !== null && <Given text={note} max={240} />}
    </span>
  );
}

/** The downstream gateways by name. */
function AffectedGateways({ outage }: { readonly outage: OutageView }) {
  const { t } = useWords();
  const { affectedGatewayNames: ids, affectedGateways } = outage;
  if (ids.length === 0) return null;
  const more = affectedGateways - ids.length;
  return (
    <span className={classes.affected}>
      {ids.map((id, index) => (
        <span key={id}>
          <Given text={id} max={40} />
          {index < ids.length - 1 && ','}
        </span>
      ))}
      {more > 0 && <span>{t.history.andMoreGateways(more)}</span>}
    </span>
  );
}

function BlindRow({ blindSpot, day }: { readonly blindSpot: BlindSpotView; readonly day: number }) {
  const { t, domain } = useWords();
  const connections = useConnections();
  const { connectionId } = blindSpot;
  const name = connections?.find(({ id }) => id === connectionId)?.name ?? connectionId;
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
      <td className={shared.dim}>{domain.linkReason(blindSpot.reason).what}</td>
    </tr>
  );
}
