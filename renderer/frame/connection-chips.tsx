import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import type { ConnectionView } from '../../main/contract/model.ts';
import { PaletteButton } from '../palette/palette-button.tsx';
import { ConnectionShape, isSwitchedOff } from '../shared/connection-shape.tsx';
import { Given } from '../shared/device-name.tsx';
import shared from '../shared/shared.module.css';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useConnections, useLive } from '../transport/live-context.tsx';
import { Bell } from './bell.tsx';
import classes from './frame.module.css';
import { useCloseOnLeave } from './modal.ts';
import { MuteIndicator } from './mutes.tsx';
import { navigate } from './router.ts';

/** The connections, each with its state as shape and word; why, on click. */
export function ConnectionChips() {
  const { t } = useWords();
  const connections = useConnections();
  return (
    <>
      <ul className={classes.chips}>
        {connections?.map((connection) => (
          <li key={connection.id}>
            <Chip connection={connection} />
          </li>
        ))}
        {connections?.length === 0 && <li className={classes.noChip}>{t.frame.noConnections}</li>}
      </ul>
      <MuteIndicator />
      <PaletteButton />
      <Bell />
    </>
  );
}

function Chip({ connection }: { readonly connection: ConnectionView }) {
  const { t, clock } = useWords();
  const [opened, setOpened] = useState(false);
  const now = useNow();
  const { state } = connection;
  const isOff = isSwitchedOff(connection);
  const blindMs = now - connection.since;
  const said =
    state === 'connected'
      ? null
      : isOff
        ? t.frame.switchedOff
        : state === 'blind'
          ? t.frame.blindFor(clock.minutes(Math.max(0, blindMs)))
          : t.frame.connectionState.connecting;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus withinPortal>
      <Popover.Target>
        <button type="button" className={classes.chip} data-state={state} onClick={() => setOpened(!opened)}>
          <ConnectionShape connection={connection} size={12} />
          <Given text={connection.name} max={40} />
          {said !== null && <span className={classes.chipSaid}>{said}</span>}
          {connection.refusedFilters.length > 0 && (
            <span className={classes.chipSaid}>{t.frame.refusedShort(connection.refusedFilters.length)}</span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={connection.name}>
        <ConnectionDetails connection={connection} close={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function ConnectionDetails({ connection, close }: { readonly connection: ConnectionView; readonly close: () => void }) {
  const { t, domain, clock } = useWords();
  const live = useLive();
  const now = useNow();
  useCloseOnLeave(close);
  const reason = connection.reason && domain.linkReason(connection.reason);
  const go = (path: string): void => {
    close();
    navigate(path);
  };
  return (
    <div className={classes.details}>
      <p className={classes.detailsHead}>
        <b>
          <Given text={connection.name} />
        </b>
        <code>{connection.url}</code>
      </p>
      <p>{t.frame.connectionSince[connection.state](clock.stamp(connection.since, now))}</p>
      {reason && (
        <p>
          <b>{reason.what}</b> {reason.tryThis}
        </p>
      )}
      {connection.state !== 'connected' && (
        <p className={shared.quiet}>
          {connection.retryAt === null ? t.frame.tryingNow : t.frame.nextTry(clock.time(connection.retryAt))}
        </p>
      )}
      {connection.refusedFilters.length > 0 && (
        <>
          <p>{t.frame.refused}</p>
          <ul className={classes.refused}>
            {connection.refusedFilters.map((refused) => (
              <li key={refused.filter}>
                <Given text={refused.filter} mono /> · {domain.linkReason(refused.reason).what}
              </li>
            ))}
          </ul>
        </>
      )}
      {connection.unrecognised > 0 && <p className={shared.quiet}>{t.frame.unrecognised(connection.unrecognised)}</p>}
      <div className={classes.detailsButtons}>
        <Button
          variant={connection.state === 'connected' ? 'default' : 'filled'}
          onClick={() => {
            void live.transport.request('connection.reconnect', { id: connection.id }).catch(() => undefined);
            close();
          }}
        >
          {connection.state === 'connected' ? t.frame.reconnect : t.frame.connectNow}
        </Button>
        {connection.reason?.code === 'taken-over' && (
          <Button
            onClick={() => {
              void live.transport.request('connection.renewClientId', { id: connection.id }).catch(() => undefined);
              close();
            }}
          >
            {t.frame.renewClientId}
          </Button>
        )}
        {connection.deviceCount > 0 && (
          <Button variant="default" onClick={() => go(`/devices?broker=${encodeURIComponent(connection.id)}`)}>
            {t.frame.showDevices(connection.deviceCount)}
          </Button>
        )}
        <Button variant="default" onClick={() => go(`/settings?broker=${encodeURIComponent(connection.id)}`)}>
          {t.frame.brokerSettings}
        </Button>
      </div>
    </div>
  );
}
