import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { CompanionsView } from '../../main/contract/learning.ts';
import type { DeviceRef } from '../../main/contract/model.ts';
import { MAX_NAME } from '../acts/limits.ts';
import { DevicePicker } from '../settings/device-picker.tsx';
import { cleanText } from '../shared/clean-text.ts';
import { DeviceLink } from '../shared/device-name.tsx';
import { useReason } from '../shared/failed.tsx';
import { ChevronIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './proposals.module.css';

const NAMED = 6;

/** Devices that are probably behind the same thing, with the evidence: accepted as an edge by hand, or dismissed. Nothing where none are. */
export function Proposals() {
  const { t } = useWords();
  const { data: groups = [] } = useQuery('topology.companions', {}, { topics: ['settings', 'topology'], keep: true });
  if (groups.length === 0) return null;
  return (
    <section className={classes.proposals} aria-label={t.learning.title}>
      <h2>{t.learning.title}</h2>
      <p className={classes.intro}>{t.learning.intro}</p>
      <ul>
        {groups.map((group) => (
          <Group key={JSON.stringify(group.devices.map(({ key }) => key))} group={group} />
        ))}
      </ul>
    </section>
  );
}

function Group({ group }: { readonly group: CompanionsView }) {
  const { t } = useWords();
  const live = useLive();
  const words = t.learning;
  const [isOpen, setOpen] = useState(false);
  const [accepting, setAccepting] = useState(false);
  const { devices, times, joint } = group;
  const names = devices
    .slice(0, NAMED)
    .map(({ name, id }) => cleanText(name ?? id, 40))
    .join(', ');
  const seconds = Math.max(1, ...joint.map(({ fellWithinMs }) => Math.ceil(fellWithinMs / 1000)));
  const dismiss = (): void => {
    const dismissed = { devices: devices.map(({ key }) => key), times };
    void live.acts.act('topology.dismiss', dismissed, words.dismissed, t.acts.nothing);
  };
  return (
    <li className={classes.group}>
      <span className={classes.what}>
        <span className={classes.names}>
          {devices.slice(0, NAMED).map((device) => (
            <DeviceLink key={device.key} device={device} max={40} />
          ))}
          {devices.length > NAMED && <span>{words.more(devices.length - NAMED)}</span>}
        </span>
        <span className={classes.evidence}>
          {words.evidence(times, seconds)}
          <button type="button" className={classes.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <ChevronIcon size={11} />
            {isOpen ? words.hide : words.show}
          </button>
        </span>
      </span>
      <span className={classes.buttons}>
        <Button
          variant="light"
          size="compact-xs"
          aria-expanded={accepting}
          aria-label={words.acceptOf(names)}
          onClick={() => setAccepting(!accepting)}
        >
          {words.accept}
        </Button>
        <Button variant="subtle" size="compact-xs" aria-label={words.dismissOf(names)} onClick={dismiss}>
          {words.dismiss}
        </Button>
      </span>
      {accepting && <Accept group={group} />}
      {isOpen && <Evidence group={group} label={names} />}
    </li>
  );
}

/** Asks what they hang on: a known device, or something that nobody hears of itself. */
function Accept({ group }: { readonly group: CompanionsView }) {
  const { t } = useWords();
  const live = useLive();
  const reason = useReason();
  const words = t.learning;
  const [kind, setKind] = useState<'made' | 'known'>('made');
  const [name, setName] = useState('');
  const [known, setKnown] = useState<readonly DeviceRef[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const upstream = kind === 'made' ? name.trim() : (known[0]?.id ?? '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (upstream === '') return;
    const { connectionId } = group;
    const downstreams = group.devices.map(({ id }) => id).filter((id) => id !== upstream);
    const said = words.accepted(downstreams.length, cleanText(known[0]?.name ?? upstream, 60));
    setFault(null);
    live.transport.request('topology.link', { connectionId, upstream, downstreams }).then(
      (outcome) => {
        if (outcome.ok) live.acts.took(outcome, said, t.acts.nothing);
        else setFault(outcome.reason);
      },
      (error: Error) => setFault(reason(error)),
    );
  };
  return (
    <form className={classes.accept} onSubmit={submit}>
      <SegmentedControl
        aria-label={words.what}
        value={kind}
        onChange={(value) => setKind(value as 'made' | 'known')}
        data={(['made', 'known'] as const).map((value) => ({ value, label: words.kinds[value] }))}
      />
      {kind === 'made' ? (
        <TextInput
          label={words.name}
          description={words.nameHint}
          value={name}
          maxLength={MAX_NAME}
          error={fault}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      ) : (
        <DevicePicker
          label={words.device}
          kind={null}
          connectionId={group.connectionId}
          most={1}
          chosen={known}
          error={fault}
          choose={setKnown}
        />
      )}
      <Button type="submit" disabled={upstream === ''}>
        {words.save}
      </Button>
    </form>
  );
}

function Evidence({ group: { joint, times }, label }: { readonly group: CompanionsView; readonly label: string }) {
  const { t, clock } = useWords();
  const { columns, older } = t.learning;
  return (
    <div className={`${shared.tableScroll} ${classes.table}`}>
      <table className={shared.table} aria-label={label}>
        <thead>
          <tr>
            <th>{columns.fell}</th>
            <th>{columns.within}</th>
            <th>{columns.rose}</th>
            <th>{columns.roseWithin}</th>
          </tr>
        </thead>
        <tbody>
          {joint.map((one) => (
            <tr key={`${one.fellAt} ${one.roseAt}`}>
              <td>
                <Time at={one.fellAt} />
              </td>
              <td>{clock.length(one.fellWithinMs)}</td>
              <td>
                <Time at={one.roseAt} />
              </td>
              <td>{clock.length(one.roseWithinMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {times > joint.length && <p className={classes.intro}>{older(times - joint.length)}</p>}
    </div>
  );
}
