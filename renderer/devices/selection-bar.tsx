import { ActionIcon, Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { MAX_CHOSEN, MAX_NOTE } from '../acts/limits.ts';
import type { Target } from '../acts/target.ts';
import { TextDialog } from '../acts/text-dialog.tsx';
import { TimesMenu } from '../acts/times-menu.tsx';
import { useActs } from '../acts/use-acts.ts';
import { EVERYTHING, type MaintenanceDraft, newDraft } from '../settings/maintenance-draft.ts';
import { MaintenanceForm } from '../settings/maintenance-form.tsx';
import { BellOffIcon, CheckIcon, CrossIcon, ExportIcon, NoteIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { followExport } from '../transport/save-file.ts';
import classes from './devices.module.css';

/** So many the form of a maintenance window can name. */
const PLANNED_MAX = 200;

interface SelectionBarProps {
  readonly target: Target;
  readonly count: number;
  readonly isFull: boolean;
  readonly acknowledge: () => void;
  readonly clear: () => void;
}

/** What can be done with the selected devices. */
export function SelectionBar({ target, count, isFull, acknowledge, clear }: SelectionBarProps) {
  const { t } = useWords();
  const live = useLive();
  const acts = useActs();
  const [noting, setNoting] = useState(false);
  const [planning, setPlanning] = useState<MaintenanceDraft | null>(null);
  const chosen = 'keys' in target.choice ? target.choice.keys : [];
  const save = (): void => {
    const day = new Date().toLocaleDateString('sv');
    void live.transport
      .request('devices.export', { which: target.choice, name: `willwatch-devices-${day}.csv` })
      .then((started) => followExport(live, started))
      .catch(() => undefined);
  };
  return (
    <section className={classes.selection} aria-label={t.devices.selected(count)}>
      <b>{t.devices.selected(count)}</b>
      {isFull && <span className={shared.dim}>{t.devices.tooMany(MAX_CHOSEN)}</span>}
      <Button variant="default" leftSection={<CheckIcon size={15} />} onClick={acknowledge}>
        {t.acts.acknowledge}
      </Button>
      <TimesMenu
        kind="mute"
        label={t.acts.mute}
        icon={<BellOffIcon size={15} />}
        choose={(until) => void acts.mute({ kind: 'devices', devices: target.choice }, target.what, until)}
      >
        {chosen.length > 0 && chosen.length <= PLANNED_MAX && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => setPlanning(draftFor(chosen))}>{t.maintenance.addFor}</Menu.Item>
          </>
        )}
      </TimesMenu>
      <Button variant="default" leftSection={<NoteIcon size={15} />} onClick={() => setNoting(true)}>
        {t.acts.note}
      </Button>
      <Button variant="default" leftSection={<ExportIcon size={15} />} onClick={save}>
        {t.devices.exportSelected}
      </Button>
      <ActionIcon color="gray" aria-label={t.devices.endSelection} title={t.devices.endSelection} onClick={clear}>
        <CrossIcon size={16} />
      </ActionIcon>
      {planning && <MaintenanceForm draft={planning} close={() => setPlanning(null)} />}
      {noting && (
        <TextDialog
          title={t.acts.noteTitle(target.what)}
          label={t.acts.note}
          max={MAX_NOTE}
          confirm={t.common.save}
          close={() => setNoting(false)}
          done={(text) => void acts.addNote(target.choice, target.what, text)}
        />
      )}
    </section>
  );
}

function draftFor(keys: readonly string[]): MaintenanceDraft {
  const devices = keys.map((key) => ({ key, id: key.slice(key.indexOf('/') + 1), kind: 'device' as const, name: null }));
  return newDraft({ ...EVERYTHING, scope: 'devices', devices }, Date.now());
}
