import { ActionIcon, Menu } from '@mantine/core';
import { ColumnsIcon, GroupIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { type Choice, COLUMNS, USUAL } from './columns.ts';
import { type Fold, GROUPS, type Grouping } from './device-filter.ts';

interface ColumnsMenuProps {
  readonly columns: Choice;
  readonly choose: (columns: Choice) => void;
}

/** Which columns the list shows; they are kept for the next time. */
export function ColumnsMenu({ columns, choose }: ColumnsMenuProps) {
  const { t } = useWords();
  return (
    <Menu position="bottom-end" closeOnItemClick={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={t.devices.chooseColumns} title={t.devices.chooseColumns}>
          <ColumnsIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {COLUMNS.filter(({ name }) => name !== 'name').map(({ name }) => (
          <Menu.CheckboxItem
            key={name}
            checked={columns.includes(name)}
            onChange={(shown) => choose(shown ? [...columns, name] : columns.filter((one) => one !== name))}
          >
            {t.devices.columns[name]}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => choose(USUAL)}>{t.devices.usualColumns}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface GroupMenuProps {
  readonly group: Grouping | null;
  readonly choose: (group: Grouping | null) => void;
  readonly setFold: (fold: Fold) => void;
}

/** By what the list is grouped, and all groups folded or unfolded. */
export function GroupMenu({ group, choose, setFold }: GroupMenuProps) {
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
        <Menu.RadioGroup value={group ?? 'none'} onChange={(value) => choose(GROUPS.find((one) => one === value) ?? null)}>
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
}
