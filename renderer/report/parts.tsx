import type { ReportIncident, ReportView } from '../../main/contract/look-back.ts';
import { percent, rangeText } from '../../main/words/figures-text.ts';
import { Link } from '../frame/link.tsx';
import { incidentAddress } from '../frame/routes.ts';
import { cleanLines } from '../shared/clean-text.ts';
import { DeviceLink, Given } from '../shared/device-name.tsx';
import { pointOf } from '../shared/format-time.ts';
import { CheckIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { StateWord, stateOfVerdict } from '../shared/state-shape.tsx';
import { IntervalTime, Length, Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useConnections } from '../transport/live-context.tsx';
import classes from './report.module.css';

interface IncidentsProps {
  readonly title: string;
  readonly none: string;
  readonly incidents: readonly ReportIncident[];
  readonly total: number;
  readonly until: number;
}

/** Incidents with what they took down, who took them up, and what was noted. */
export function Incidents({ title, none, incidents, total, until }: IncidentsProps) {
  const { report: w, clock } = useWords();
  const { columns } = w;
  return (
    <Section title={title} aside={total > 0 && <b>{clock.count(total)}</b>} flush>
      {incidents.length === 0 ? (
        <p className={classes.nothing}>{none}</p>
      ) : (
        <div className={shared.tableScroll}>
          <table className={`${shared.table} ${classes.table}`}>
            <thead>
              <tr>
                <th>{columns.device}</th>
                <th>{columns.began}</th>
                <th>{columns.ended}</th>
                <th>{columns.length}</th>
                <th>{columns.took}</th>
                <th>{columns.taken}</th>
              </tr>
            </thead>
            <tbody>
              {incidents.map((incident) => (
                <Incident key={incident.outage.id} incident={incident} until={until} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {total > incidents.length && incidents.length > 0 && (
        <p className={classes.nothing}>
          <Link className={shared.link} to="/history">
            {w.more(total - incidents.length)}
          </Link>
        </p>
      )}
    </Section>
  );
}

function Incident({
  incident: { outage, confirmed, notes },
  until,
}: {
  readonly incident: ReportIncident;
  readonly until: number;
}) {
  const { t, domain, report: w, clock } = useWords();
  const { device, verdict, began, ended, durationMs, acknowledged } = outage;
  const took = w.took(outage.affectedGateways, outage.affectedDevices);
  const from = pointOf(began);
  return (
    <tr>
      <td>
        <b>
          <DeviceLink device={device} max={40} />
        </b>
        <span className={classes.verdict}>
          <StateWord state={stateOfVerdict(verdict)} word={domain.verdictShort(verdict)} size={13} />
        </span>
      </td>
      <td>
        <IntervalTime interval={began} />
      </td>
      <td>{ended === null ? <b className={shared.lasts}>{t.device.ongoing}</b> : <IntervalTime interval={ended} />}</td>
      <td>
        {ended === null ? (
          from !== null && clock.minutes(Math.max(0, until - from))
        ) : (
          <Length began={began} ended={ended} durationMs={durationMs} />
        )}
      </td>
      <td>
        {took !== '' && (
          <>
            <Link className={shared.link} to={incidentAddress(outage.id)}>
              {took}
            </Link>
            <span className={classes.more}>{w.confirmed(confirmed)}</span>
          </>
        )}
      </td>
      <td className={classes.taken}>
        {acknowledged === null ? (
          <span className={classes.more}>{w.nobody}</span>
        ) : (
          <span>
            <CheckIcon size={13} /> <Time at={acknowledged.at} />{' '}
            {acknowledged.note !== null && <Given text={acknowledged.note} max={300} />}
          </span>
        )}
        {notes.map((note) => (
          <span key={note.id} className={classes.note}>
            <Time at={note.at} /> {cleanLines(note.text)}
          </span>
        ))}
      </td>
    </tr>
  );
}

/** Without these a quiet shift would be mistaken for a good one. */
export function Blind({ report }: { readonly report: ReportView }) {
  const { domain, report: w, clock } = useWords();
  const connections = useConnections();
  const { blindSpots, blindTotal, historyBeganAt, until } = report;
  const nameOf = (id: string): string => connections?.find((one) => one.id === id)?.name ?? id;
  return (
    <Section title={w.blind} aside={blindTotal > 0 && <b>{clock.count(blindTotal)}</b>} flush>
      {historyBeganAt !== null && <p className={classes.nothing}>{w.blindBefore(clock.shortStamp(historyBeganAt, until))}</p>}
      {blindSpots.length === 0 ? (
        historyBeganAt === null && <p className={classes.nothing}>{w.blindNone}</p>
      ) : (
        <div className={shared.tableScroll}>
          <table className={`${shared.table} ${classes.table}`}>
            <thead>
              <tr>
                <th>{w.columns.connection}</th>
                <th>{w.columns.began}</th>
                <th>{w.columns.ended}</th>
                <th>{w.columns.length}</th>
                <th>{w.columns.reason}</th>
              </tr>
            </thead>
            <tbody>
              {blindSpots.map(({ id, connectionId, began, ended, reason }) => (
                <tr key={id}>
                  <td>{connectionId === null ? w.allConnections : <Given text={nameOf(connectionId)} max={40} />}</td>
                  <td>
                    <Time at={began} />
                  </td>
                  <td>{ended === null ? <b>{w.ongoing}</b> : <Time at={ended} />}</td>
                  <td>{clock.length(Math.max(0, (ended ?? report.until) - began))}</td>
                  <td>{domain.linkReason(reason).what}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {blindTotal > blindSpots.length && blindSpots.length > 0 && (
        <p className={classes.nothing}>{w.more(blindTotal - blindSpots.length)}</p>
      )}
    </Section>
  );
}

/** Figures of the gateways that were away longest in this time, with what they mean below. */
export function Worst({ report }: { readonly report: ReportView }) {
  const { t, report: w, clock, language } = useWords();
  const part = (value: number): string => percent(value, language);
  return (
    <Section title={w.worst} flush>
      {report.worst.length === 0 ? (
        <p className={classes.nothing}>{w.worstNone}</p>
      ) : (
        <>
          <div className={shared.tableScroll}>
            <table className={`${shared.table} ${classes.table}`}>
              <thead>
                <tr>
                  <th>{w.columns.gateway}</th>
                  <th>{w.columns.availability}</th>
                  <th>{w.columns.outages}</th>
                  <th>{w.columns.repair}</th>
                  <th>{w.columns.upstream}</th>
                </tr>
              </thead>
              <tbody>
                {report.worst.map(({ device, figures }) => (
                  <tr key={device.key}>
                    <td>
                      <DeviceLink device={device} max={40} />
                    </td>
                    <td>
                      {figures.availability === null ? t.past.notSeenAtAll : <b>{rangeText(figures.availability, part)}</b>}
                    </td>
                    <td>{clock.count(figures.outages)}</td>
                    <td>{figures.repairMs === null ? '–' : rangeText(figures.repairMs, (ms) => clock.length(ms))}</td>
                    <td>
                      {figures.upstreams[0] === undefined ? '–' : <DeviceLink device={figures.upstreams[0].device} max={40} />}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className={classes.definitions}>{w.definitions}</p>
        </>
      )}
    </Section>
  );
}

export function NotesOfDevices({ report }: { readonly report: ReportView }) {
  const { report: w } = useWords();
  return (
    <Section title={w.notes} flush>
      {report.notes.length === 0 ? (
        <p className={classes.nothing}>{w.notesNone}</p>
      ) : (
        <ul className={classes.lines}>
          {report.notes.map(({ id, at, device, text }) => (
            <li key={id}>
              <Time at={at} /> <DeviceLink device={device} max={40} />:{' '}
              <span className={classes.noteText}>{cleanLines(text)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
