import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AffectedView, DeviceDetail } from '../../main/contract/model.ts';
import { DeviceLink } from '../shared/device-name.tsx';
import { GatewayIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { StateWord } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './device.module.css';

const FIRST = 12;
const STEP = 100;

/** What a device takes down, or would: downstream gateways first, then devices. */
export function AffectedList({ detail }: { readonly detail: DeviceDetail }) {
  const { t, clock } = useWords();
  const gateways = detail.affected.filter(({ kind }) => kind === 'gateway');
  const devices = detail.affected.filter(({ kind }) => kind === 'device');
  const total = detail.affectedTotal.gateways + detail.affectedTotal.devices;
  const down = detail.row.presence === 'offline';
  return (
    <Section
      title={down ? t.device.affectedDown : t.device.affectedUp}
      aside={total > 0 && <b className={classes.total}>{clock.count(total)}</b>}
      flush
    >
      {total === 0 ? (
        <p className={shared.sectionNote}>{t.device.affectedNone}</p>
      ) : (
        <>
          <Part title={t.device.affectedGateways} rows={gateways} total={detail.affectedTotal.gateways} down={down} />
          <Part title={t.device.affectedDevices} rows={devices} total={detail.affectedTotal.devices} down={down} />
        </>
      )}
      {detail.next.length > 0 && (
        <div className={classes.part}>
          <h3 title={t.gateways.nextWhy}>{down ? t.gateways.next : t.gateways.nextIf}</h3>
          <ul className={classes.affected}>
            {detail.next.map(({ device, carries }) => (
              <li key={device.key}>
                <GatewayIcon size={15} />
                <DeviceLink device={device} max={50} />
                <span className={shared.dim}>{t.gateways.carries(carries)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}

interface PartProps {
  readonly title: string;
  readonly rows: readonly AffectedView[];
  readonly total: number;
  readonly down: boolean;
}

function Part({ title, rows, total, down }: PartProps) {
  const { t, clock } = useWords();
  const [shown, setShown] = useState(FIRST);
  if (total === 0) return null;
  const left = rows.length - shown;
  return (
    <div className={classes.part}>
      <h3>
        {title} <span className={shared.quiet}>{clock.count(total)}</span>
      </h3>
      <ul className={classes.affected}>
        {rows.slice(0, shown).map((row) => (
          <li key={row.key}>
            {row.kind === 'gateway' && <GatewayIcon size={15} />}
            <DeviceLink device={row} max={50} />
            {row.depth > 1 && (
              <span className={classes.depth} title={t.device.depthWhy(row.depth)}>
                {t.device.depth(row.depth)}
              </span>
            )}
            {down && (
              <span className={classes.status} data-status={row.status} title={t.device[`${row.status}Why`]}>
                {t.device[row.status]}
              </span>
            )}
          </li>
        ))}
      </ul>
      {left > 0 && (
        <>
          <Button variant="subtle" size="compact-xs" onClick={() => setShown(shown + STEP)}>
            {t.common.showMore} ({t.common.nMore(left)})
          </Button>
          <span className={shared.paperOnly}>{t.common.nMore(left)}</span>
        </>
      )}
      {left <= 0 && rows.length < total && <p className={shared.quiet}>{t.device.onlyFirst(rows.length, total)}</p>}
    </div>
  );
}

export function DependsOn({ detail }: { readonly detail: DeviceDetail }) {
  const { t, domain } = useWords();
  return (
    <Section title={t.device.dependsOn} flush>
      {detail.dependsOn.length === 0 ? (
        <p className={shared.sectionNote}>{t.device.dependsOnNone}</p>
      ) : (
        <ul className={classes.affected}>
          {detail.dependsOn.map((device) => (
            <li key={device.key}>
              <StateWord state={device.state} word={domain.state[device.state]} />
              <DeviceLink device={device} max={50} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
