import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { ExportStart } from '../../main/contract/requests.ts';
import { useReason } from '../shared/failed.tsx';
import { ExportIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { followExport } from '../transport/save-file.ts';
import classes from './history.module.css';
import { askFor, dayName, type HistoryFilter } from './history-filter.ts';

/** Writes what the filter finds into a file: all of it, not only the rows that are shown. */
export function ExportMenu({ filter, disabled }: { readonly filter: HistoryFilter; readonly disabled: boolean }) {
  const live = useLive();
  return (
    <ExportChoice
      disabled={disabled}
      begin={(format) =>
        live.transport.request('history.export', {
          filter: askFor(filter, 0, 0).filter,
          format,
          name: `${nameOf(filter)}.${format}`,
        })
      }
    />
  );
}

interface ExportChoiceProps {
  readonly disabled: boolean;
  readonly begin: (format: 'csv' | 'json') => Promise<ExportStart>;
}

/** Asks for the kind of file, and follows what becomes of it. */
export function ExportChoice({ disabled, begin }: ExportChoiceProps) {
  const { t } = useWords();
  const live = useLive();
  const reason = useReason();
  const [failure, setFailure] = useState<Error | null>(null);
  const start = (format: 'csv' | 'json'): void => {
    setFailure(null);
    begin(format)
      .then((started) => followExport(live, started))
      .catch((error: Error) => setFailure(error));
  };
  return (
    <span className={classes.export}>
      {failure && (
        <span role="alert" className={shared.error}>
          {reason(failure)}
        </span>
      )}
      <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<ExportIcon size={15} />} disabled={disabled}>
            {t.history.export}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => start('csv')}>{t.history.exportCsv}</Menu.Item>
          <Menu.Item onClick={() => start('json')}>{t.history.exportJson}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

/** The days of the filter, else the day of today. */
function nameOf({ from, until }: HistoryFilter): string {
  if (from === '' && until === '') return `willwatch-${dayName(Date.now())}`;
  const days = from === until ? [from] : [from === '' ? 'begin' : from, until === '' ? dayName(Date.now()) : until];
  return `willwatch-${days.join('-to-')}`;
}
