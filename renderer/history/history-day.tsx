import type { BlindSpotView, OutageView } from '../../main/contract/model.ts';
import { DeviceLink, Given } from '../shared/device-name.tsx';
import { sameDay } from '../shared/format-time.ts';
import shared from '../shared/shared.module.css';
import { BlindShape, StateWord, stateOfVerdict } from '../shared/state-shape.tsx';
import { IntervalTime, Length, Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import classes from './history.module.css';
import type { HistoryDay } from './history-days.ts';

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
          {day.rows.map((row) =>
            row.kind === 'outage' ? (
              <OutageRow key={`o${row.outage.id}`} outage={row.outage} day={day.day} />
            ) : (
              <BlindRow key={`b${row.blindSpot.id}`} blindSpot={row.blindSpot} day={day.day} />
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function OutageRow({ outage, day }: { readonly outage: OutageView; readonly day: number }) {
  const { t, domain } = useWords();
  return (
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
          <b className={classes.lasts}>{t.history.ongoing}</b>
        ) : (
          <IntervalTime interval={outage.ended} day={day} />
        )}
      </td>
      <td className={classes.length}>
        <Length began={outage.began} ended={outage.ended} durationMs={outage.durationMs} />
      </td>
      <td>
        <Affected outage={outage} />
      </td>
    </tr>
  );
}

/** The downstream gateways by name, then how many devices. */
function Affected({ outage }: { readonly outage: OutageView }) {
  const { t } = useWords();
  const { affectedGatewayIds: ids, affectedGateways, affectedDevices, causeOutageId } = outage;
  const more = affectedGateways - ids.length;
  if (affectedGateways + affectedDevices === 0)
    return causeOutageId === null ? null : <span className={classes.quiet}>{t.history.partOf}</span>;
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
      <td className={classes.length}>
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
