import { ActionIcon, Menu } from '@mantine/core';
import { type KeyboardEvent, memo, useLayoutEffect, useRef } from 'react';
import { ColumnsIcon, GroupIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { type Column, type ColumnControl, everyColumn, stepColumn } from './columns.ts';
import { type Fold, GROUPS, type Grouping } from './device-filter.ts';
import classes from './devices.module.css';

/** Which columns the list shows, and in which order; they are kept for the next time. */
export const ColumnsMenu = memo(function ColumnsMenu({ control }: { readonly control: ColumnControl }) {
  const { t } = useWords();
  const { columns, choose, reset } = control;
  const all = everyColumn(columns);
  const items = all.filter((name) => name !== 'name');
  const list = useRef<HTMLDivElement>(null);
  const refocus = useRef<Column | null>(null);
  // What moved was out of the page for a moment, and the focus with it.
  useLayoutEffect(() => {
    if (refocus.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-item="${refocus.current}"]`)?.focus();
    refocus.current = null;
  });
  const press = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (!event.altKey || by === null) return;
    event.preventDefault();
    event.stopPropagation();
    const name = items.find((one) => one === (event.target as HTMLElement).dataset.item);
    if (name === undefined) return;
    refocus.current = name;
    const next = stepColumn(all, items, name, by);
    choose(next.filter((one) => columns.includes(one)));
  };
  return (
    <Menu position="bottom-end" closeOnItemClick={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={t.devices.chooseColumns} title={t.devices.chooseColumns}>
          <ColumnsIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {/* Before the menu takes the arrows for itself. */}
        {/* biome-ignore lint/a11y/useSemanticElements: a group of menu items, not of fields */}
        <div ref={list} role="group" aria-label={t.devices.chooseColumns} onKeyDownCapture={press}>
          {items.map((name) => (
            <Menu.CheckboxItem
              key={name}
              data-item={name}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
              checked={columns.includes(name)}
              onChange={(shown) => choose(all.filter((one) => (one === name ? shown : columns.includes(one))))}
            >
              {t.devices.columns[name]}
            </Menu.CheckboxItem>
          ))}
        </div>
        <Menu.Divider />
        <Menu.Item onClick={reset}>{t.devices.usualColumns}</Menu.Item>
        <Menu.Label className={classes.menuHint ?? ''}>{t.devices.columnsHint}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
});

interface GroupMenuProps {
  readonly group: Grouping | null;
  readonly change: (part: { readonly group: Grouping | null }) => void;
  readonly setFold: (fold: Fold) => void;
}

/** By what the list is grouped, and all groups folded or unfolded. */
export const GroupMenu = memo(function GroupMenu({ group, change, setFold }: GroupMenuProps) {
  const { t } = useWords();
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant={group === null ? 'default' : 'light'}
          size={30}
          aria-label={t.devices.group}
          title={group === null ? t.devices.group : t.devices.groups[group]}
        >
          <GroupIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={group ?? 'none'}
          onChange={(value) => change({ group: GROUPS.find((one) => one === value) ?? null })}
        >
          {(['none', ...GROUPS] as const).map((one) => (
            <Menu.RadioItem key={one} value={one} closeMenuOnClick>
              {t.devices.groups[one]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {group !== null && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => setFold({ all: true, except: [] })}>{t.devices.foldAll}</Menu.Item>
            <Menu.Item onClick={() => setFold({ all: false, except: [] })}>{t.devices.unfoldAll}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
});
