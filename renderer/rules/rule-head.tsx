import { ActionIcon, Button, Menu, Switch } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { RuleStatus } from '../../main/contract/rule-requests.ts';
import type { Rule } from '../../main/contract/rules.ts';
import { Link } from '../frame/link.tsx';
import { Given } from '../shared/device-name.tsx';
import { BackIcon, CopyIcon, CrossIcon, ExportIcon, MoreIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { State } from './rule-row.tsx';
import classes from './rules.module.css';
import type { Draft } from './use-draft.ts';

interface RuleHeadProps {
  readonly draft: Draft;
  readonly saved: Rule | null;
  readonly isChanged: boolean;
  readonly status: RuleStatus | null;
  readonly busy: boolean;
  readonly refusal: string | null;
  readonly save: () => void;
  readonly discard: () => void;
  /** Brings back what was just discarded; null: there is none. */
  readonly takeBack: (() => void) | null;
  /** Null of what was never saved. */
  readonly duplicate: (() => void) | null;
  readonly exportIt: (() => void) | null;
  readonly remove: (() => void) | null;
}

/** Stays on top while the rule is written: what it is called, how it does, and saving. */
export function RuleHead(props: RuleHeadProps) {
  const { draft, saved, isChanged, status, busy, refusal, save, discard, takeBack } = props;
  const { t, clock } = useWords();
  const now = useNow();
  const { rule } = draft;
  useSaveKey(save);
  return (
    <header className={classes.head}>
      <div className={classes.headRow}>
        <Link className={classes.back} to="/rules">
          <BackIcon size={15} />
          {t.rules.back}
        </Link>
        <h1>{rule.name.trim() === '' ? t.rules.newTitle : <Given text={rule.name} max={80} />}</h1>
        {saved !== null && <State rule={saved} status={status} />}
        <span className={classes.headButtons}>
          <span role="status" className={classes.quiet}>
            {isChanged ? t.rules.changed : saved === null ? '' : t.rules.saved}
          </span>
          <Switch
            label={t.rules.enabled}
            checked={rule.enabled}
            onChange={(event) => draft.change({ enabled: event.currentTarget.checked })}
          />
          <Button variant="default" disabled={!isChanged} onClick={discard}>
            {t.rules.discard}
          </Button>
          <Button loading={busy} disabled={!isChanged && saved !== null} title={t.rules.saveKey} onClick={save}>
            {t.rules.save}
          </Button>
          {saved !== null && <More {...props} />}
        </span>
      </div>
      {draft.restoredAt !== null && <p className={classes.bar}>{t.rules.restored(clock.stamp(draft.restoredAt, now))}</p>}
      {takeBack !== null && (
        <p role="status" className={classes.bar}>
          {t.rules.discarded}{' '}
          <Button variant="subtle" size="compact-xs" onClick={takeBack}>
            {t.common.undo}
          </Button>
        </p>
      )}
      {draft.isWrittenElsewhere && (
        <p role="status" className={classes.bar}>
          {t.rules.writtenElsewhere}
        </p>
      )}
      {draft.isOvertaken && (
        <p className={classes.bar}>
          {t.rules.changedElsewhere}{' '}
          <Button variant="subtle" size="compact-xs" onClick={discard}>
            {t.rules.takeTheirs}
          </Button>
        </p>
      )}
      {refusal !== null && (
        <p role="alert" className={shared.error}>
          {refusal}
        </p>
      )}
    </header>
  );
}

function More({ duplicate, exportIt, remove }: RuleHeadProps) {
  const { t } = useWords();
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon color="gray" aria-label={t.rules.columns.more} title={t.rules.columns.more}>
          <MoreIcon size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<CopyIcon size={15} />} onClick={() => duplicate?.()}>
          {t.common.duplicate}
        </Menu.Item>
        <Menu.Item leftSection={<ExportIcon size={15} />} onClick={() => exportIt?.()}>
          {t.rules.export}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<CrossIcon size={15} />} onClick={() => remove?.()}>
          {t.rules.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Ctrl or Cmd with S saves, wherever one is on the page. */
function useSaveKey(save: () => void): void {
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
