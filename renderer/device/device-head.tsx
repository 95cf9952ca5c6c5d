import { ActionIcon, Button, Menu } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { DeviceDetail, DeviceRow } from '../../main/contract/model.ts';
import { wordsFor } from '../../main/words/index.ts';
import { AcknowledgeDialog } from '../acts/acknowledge-dialog.tsx';
import { MAX_NAME, MAX_NOTE } from '../acts/limits.ts';
import { TextDialog } from '../acts/text-dialog.tsx';
import { TimeItems, TimesMenu } from '../acts/times-menu.tsx';
import { useActs } from '../acts/use-acts.ts';
import { Link } from '../frame/link.tsx';
import { liveAddress } from '../live/topics.ts';
import { EVERYTHING, type MaintenanceDraft, newDraft, type Target } from '../settings/maintenance-draft.ts';
import { MaintenanceForm } from '../settings/maintenance-form.tsx';
import { cleanText } from '../shared/clean-text.ts';
import { CopyTextButton } from '../shared/copy-button.tsx';
import { Given } from '../shared/device-name.tsx';
import { pointOf } from '../shared/format-time.ts';
import { BackIcon, BellOffIcon, CheckIcon, GatewayIcon, LiveIcon, NoteIcon, PenIcon, SnoozeIcon } from '../shared/icons.tsx';
import { PrintButton, Printed } from '../shared/printed.tsx';
import shared from '../shared/shared.module.css';
import { FlapShape, StateShape } from '../shared/state-shape.tsx';
import { Time } from '../shared/time.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import classes from './device.module.css';
import { DoneAbout, Told } from './done-about.tsx';
import { reportOf } from './report.ts';

/** Who it is, how it is in one sentence, and what can be done. */
export function DeviceHead({ detail }: { readonly detail: DeviceDetail }) {
  const { t, domain, clock } = useWords();
  const now = useNow();
  const { row } = detail;
  const time = (at: number): string => clock.stamp(at, now);
  const from = pointOf(row.since);
  return (
    <header className={classes.head} data-state={row.state}>
      <Printed facts={[cleanText(row.key, 300)]} />
      <p className={classes.crumb}>
        <Link to="/devices" className={shared.link}>
          <BackIcon size={13} />
          {t.device.back}
        </Link>
        {row.path.map((step) => (
          <span key={step}>
            <span aria-hidden="true">› </span>
            <Given text={step} max={40} />
          </span>
        ))}
      </p>
      <div className={classes.title}>
        <StateShape state={row.state} size={26} />
        <h1>
          <Given text={row.name ?? row.id} max={200} />
        </h1>
        <Rename detail={detail} />
        {row.name !== null && (
          <span className={classes.titleId}>
            <Given text={row.id} max={120} />
          </span>
        )}
        {row.kind === 'gateway' && (
          <span className={classes.kind}>
            <GatewayIcon size={15} /> {domain.kind.gateway}
          </span>
        )}
        {row.flapping && (
          <span className={classes.kind} title={t.devices.flappingWhy}>
            <FlapShape size={14} /> {t.devices.flapping}
          </span>
        )}
      </div>
      <p className={classes.verdict}>{domain.headline(row, time)}</p>
      <p className={classes.sub}>
        <b className={classes.stateWord} data-state={row.state}>
          {domain.state[row.state]}
        </b>
        {from !== null && row.state !== 'unknown' && <span>{t.device.lasted(clock.minutes(Math.max(0, now - from)))}</span>}
        <span>
          {t.device.asOf} <Time at={row.lastHeardAt} />
        </span>
        <Told detail={detail} />
      </p>
      {detail.holdUntil !== null && <p className={classes.hold}>{t.device.hold(clock.time(detail.holdUntil))}</p>}
      <DoneAbout detail={detail} />
      <Actions detail={detail} />
    </header>
  );
}

function Rename({ detail }: { readonly detail: DeviceDetail }) {
  const { t } = useWords();
  const acts = useActs();
  const [asking, setAsking] = useState(false);
  const { row } = detail;
  return (
    <>
      <ActionIcon color="gray" aria-label={t.acts.rename} title={t.acts.rename} onClick={() => setAsking(true)}>
        <PenIcon size={16} />
      </ActionIcon>
      {asking && (
        <TextDialog
          title={t.acts.renameTitle(cleanText(row.id, 60))}
          label={t.devices.columns.name}
          hint={t.acts.renameHint}
          initial={row.name ?? ''}
          oneLine
          optional
          max={MAX_NAME}
          confirm={t.common.save}
          close={() => setAsking(false)}
          done={(name) => void acts.rename(row, name)}
        />
      )}
    </>
  );
}

function Actions({ detail }: { readonly detail: DeviceDetail }) {
  const { t, clock, language } = useWords();
  const acts = useActs();
  const [asking, setAsking] = useState<'acknowledge' | 'note' | null>(null);
  const [planning, setPlanning] = useState<MaintenanceDraft | null>(null);
  const { row, outage } = detail;
  const what = cleanText(row.name ?? row.id, 60);
  const choice = { keys: [row.key] };
  const canAcknowledge = outage !== null && outage.acknowledged === null;
  useAcknowledgeKey(
    canAcknowledge,
    useCallback(() => setAsking('acknowledge'), []),
  );
  return (
    <div className={classes.headActions}>
      {canAcknowledge && (
        <Button leftSection={<CheckIcon size={15} />} onClick={() => setAsking('acknowledge')}>
          {t.acts.acknowledge}
        </Button>
      )}
      {canAcknowledge && outage.snoozedUntil === null && (
        <TimesMenu
          kind="snooze"
          label={t.acts.snooze}
          icon={<SnoozeIcon size={15} />}
          choose={(until) => void acts.snooze({ outageIds: [outage.id] }, what, until)}
        />
      )}
      <Button variant="default" leftSection={<NoteIcon size={15} />} onClick={() => setAsking('note')}>
        {t.acts.note}
      </Button>
      <TimesMenu
        kind="mute"
        label={t.acts.mute}
        icon={<BellOffIcon size={15} />}
        choose={(until) => void acts.mute({ kind: 'devices', devices: choice }, what, until)}
      >
        {row.kind === 'gateway' && (
          <>
            <Menu.Divider />
            <Menu.Label>{t.acts.muteWithBelow}</Menu.Label>
            <TimeItems
              kind="mute"
              choose={(until) => void acts.mute({ kind: 'gateway', key: row.key }, t.acts.mutes.gateway(what), until)}
            />
          </>
        )}
        {row.site !== '' && (
          <>
            <Menu.Divider />
            <Menu.Label>{t.acts.muteSite(cleanText(row.site, 60))}</Menu.Label>
            <TimeItems
              kind="mute"
              choose={(until) =>
                void acts.mute(
                  { kind: 'site', connectionId: row.connectionId, site: row.site },
                  t.acts.muteSite(cleanText(row.site, 60)),
                  until,
                )
              }
            />
          </>
        )}
        <Menu.Divider />
        <Menu.Item onClick={() => setPlanning(newDraft(targetOf(row), Date.now()))}>{t.maintenance.addFor}</Menu.Item>
      </TimesMenu>
      <Button
        component={Link}
        to={liveAddress(row.connectionId, detail.topics)}
        variant="default"
        leftSection={<LiveIcon size={15} />}
      >
        {t.live.inLive}
      </Button>
      <PrintButton />
      <CopyTextButton label={t.device.copyReport} text={() => reportOf(detail, wordsFor(language), clock.exact)} />
      {planning && <MaintenanceForm draft={planning} close={() => setPlanning(null)} />}
      {asking === 'acknowledge' && <AcknowledgeDialog target={{ choice, what }} close={() => setAsking(null)} />}
      {asking === 'note' && (
        <TextDialog
          title={t.acts.noteTitle(what)}
          label={t.acts.note}
          max={MAX_NOTE}
          confirm={t.common.save}
          close={() => setAsking(null)}
          done={(text) => void acts.addNote(choice, what, text)}
        />
      )}
    </div>
  );
}

/** What maintenance of a device covers first: a gateway with what hangs on it. */
const targetOf = (row: DeviceRow): Target => ({
  ...EVERYTHING,
  scope: row.kind === 'gateway' ? 'gateway' : 'devices',
  devices: [row],
});

/** `a` acknowledges, as in the list. */
function useAcknowledgeKey(can: boolean, ask: () => void): void {
  useEffect(() => {
    if (!can) return;
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'a' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role="dialog"]')) return;
      event.preventDefault();
      ask();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [can, ask]);
}
