import { Button, Chip, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { MAX_NAME, MAX_NOTE } from '../acts/limits.ts';
import { useActs } from '../acts/use-acts.ts';
import { cleanText } from '../shared/clean-text.ts';
import { SidePanel } from '../shared/dialog.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useConnections } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { DevicePicker } from './device-picker.tsx';
import {
  endsNextDay,
  type Fault,
  faultsOf,
  type MaintenanceDraft,
  type ScopeKind,
  type Target,
  windowOf,
} from './maintenance-draft.ts';
import { useWeekdays } from './maintenance-times.ts';
import classes from './settings.module.css';

const SITES_MAX = 200;

/** Plans a maintenance window, or changes one. */
export function MaintenanceForm({ draft: first, close }: { readonly draft: MaintenanceDraft; readonly close: () => void }) {
  const { t } = useWords();
  const words = t.maintenance;
  const acts = useActs();
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState(false);
  const change = (part: Partial<MaintenanceDraft>): void => setDraft((was) => ({ ...was, ...part }));
  const faults = tried ? faultsOf(draft, Date.now()) : [];
  const said = (...those: Fault[]): string | null => {
    const fault = those.find((one) => faults.includes(one));
    return fault === undefined ? null : words.faults[fault];
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const window = windowOf(draft);
    if (window === null || faultsOf(draft, Date.now()).length > 0) return;
    void acts.saveMaintenance(draft.id, window, cleanText(draft.name.trim(), 60)).then((saved) => saved && close());
  };
  return (
    <SidePanel title={draft.id === null ? words.newTitle : words.editTitle(cleanText(first.name, 60))} size={520} close={close}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          label={words.name}
          description={words.nameHint}
          value={draft.name}
          maxLength={MAX_NAME}
          error={said('name')}
          data-autofocus
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Covers draft={draft} fault={said('target')} change={(target) => change({ ...target, asItIs: false })} />
        <SegmentedControl
          aria-label={words.when}
          value={draft.kind}
          onChange={(kind) => change({ kind: kind as MaintenanceDraft['kind'] })}
          data={(['once', 'weekly'] as const).map((value) => ({ value, label: words.kinds[value] }))}
        />
        {draft.kind === 'once' ? <Once {...{ draft, change }} /> : <Weekly {...{ draft, change }} />}
        {said('days', 'times', 'order', 'past') !== null && (
          <p role="alert" className={shared.error}>
            {said('days', 'times', 'order', 'past')}
          </p>
        )}
        <Textarea
          label={words.note}
          value={draft.note}
          maxLength={MAX_NOTE}
          autosize
          minRows={2}
          maxRows={6}
          onChange={(event) => change({ note: event.currentTarget.value })}
        />
        <div className={classes.formFoot}>
          <Button variant="default" onClick={close}>
            {t.common.cancel}
          </Button>
          <Button type="submit">{t.common.save}</Button>
        </div>
      </form>
    </SidePanel>
  );
}

interface PartProps {
  readonly draft: MaintenanceDraft;
  readonly change: (part: Partial<MaintenanceDraft>) => void;
}

function Once({ draft, change }: PartProps) {
  const { t } = useWords();
  return (
    <div className={classes.two}>
      {(['from', 'to'] as const).map((end) => (
        <TextInput
          key={end}
          type="datetime-local"
          label={t.maintenance[end]}
          value={draft[end]}
          onChange={(event) => change({ [end]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}

function Weekly({ draft, change }: PartProps) {
  const { t } = useWords();
  const words = t.maintenance;
  const weekdays = useWeekdays();
  return (
    <>
      <fieldset className={classes.days}>
        <legend>{words.days}</legend>
        <Chip.Group multiple value={draft.days.map(String)} onChange={(days) => change({ days: days.map(Number) })}>
          {weekdays.map((name, index) => (
            <Chip key={name} value={String(index + 1)} size="xs">
              {name}
            </Chip>
          ))}
        </Chip.Group>
      </fieldset>
      <div className={classes.two}>
        <TextInput
          type="time"
          label={words.from}
          value={draft.begins}
          onChange={(event) => change({ begins: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={endsNextDay(draft) ? `${words.to} (${words.endsNextDay})` : words.to}
          value={draft.ends}
          onChange={(event) => change({ ends: event.currentTarget.value })}
        />
      </div>
      <p className={shared.quiet}>{words.zone(draft.zone)}</p>
    </>
  );
}

interface CoversProps {
  readonly draft: MaintenanceDraft;
  readonly fault: string | null;
  readonly change: (target: Partial<Target>) => void;
}

/** What it covers: everything, or a broker, one of its sites, a gateway, chosen devices. */
function Covers({ draft, fault, change }: CoversProps) {
  const { t } = useWords();
  const words = t.maintenance;
  const { scope, connectionId, devices } = draft;
  const brokers = useConnections() ?? [];
  const [firstBroker] = brokers;
  const choose = (kind: ScopeKind): void => {
    const needsBroker = (kind === 'connection' || kind === 'site') && connectionId === '';
    change({ scope: kind, devices: [], site: '', ...(needsBroker && firstBroker ? { connectionId: firstBroker.id } : {}) });
  };
  return (
    <>
      <NativeSelect
        label={words.covers}
        value={scope}
        onChange={(event) => choose(event.currentTarget.value as ScopeKind)}
        data={(['all', 'connection', 'site', 'gateway', 'devices'] as const).map((value) => ({
          value,
          label: words.scopes[value],
        }))}
      />
      {(scope === 'connection' || scope === 'site') && (
        <NativeSelect
          label={words.broker}
          value={connectionId}
          error={scope === 'connection' ? fault : null}
          onChange={(event) => change({ connectionId: event.currentTarget.value, site: '' })}
          data={brokers.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      {scope === 'site' && <Site draft={draft} fault={fault} change={change} />}
      {(scope === 'gateway' || scope === 'devices') && (
        <DevicePicker
          key={scope}
          label={scope === 'gateway' ? words.gateway : words.devices}
          kind={scope === 'gateway' ? 'gateway' : null}
          most={scope === 'gateway' ? 1 : 200}
          chosen={devices}
          error={fault}
          choose={(chosen) => change({ devices: chosen })}
        />
      )}
    </>
  );
}

function Site({ draft, fault, change }: CoversProps) {
  const { t } = useWords();
  const words = t.maintenance;
  const query = useQuery(
    'devices.query',
    { from: 0, to: SITES_MAX, filter: { connectionId: draft.connectionId }, sort: {}, group: 'site', fold: { all: true } },
    { topics: ['devices'], keep: true },
  );
  const sites = (query.data?.rows ?? []).flatMap((row) => (row.kind === 'group' && row.key !== '' ? [row.key] : []));
  const known = draft.site === '' || sites.includes(draft.site) ? sites : [draft.site, ...sites];
  return (
    <NativeSelect
      label={words.site}
      description={query.data && known.length === 0 ? words.noSites : undefined}
      value={draft.site}
      error={fault}
      onChange={(event) => change({ site: event.currentTarget.value })}
      data={[{ value: '', label: '' }, ...known.map((site) => ({ value: site, label: cleanText(site, 80) }))]}
    />
  );
}
