import { MultiSelect } from '@mantine/core';
import { useState } from 'react';
import type { DeviceKind, DeviceRef } from '../../main/contract/model.ts';
import { cleanText } from '../shared/clean-text.ts';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';

const SHOWN = 50;

interface DevicePickerProps {
  readonly label: string;
  /** Null: any. */
  readonly kind: DeviceKind | null;
  /** Only of this broker; absent: of all. */
  readonly connectionId?: string;
  readonly most: number;
  readonly chosen: readonly DeviceRef[];
  readonly error: string | null;
  readonly choose: (devices: readonly DeviceRef[]) => void;
}

/** Chooses devices of all there are: what is typed is looked for in main. */
export function DevicePicker({ label, kind, connectionId, most, chosen, error, choose }: DevicePickerProps) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const query = useQuery(
    'devices.query',
    { from: 0, to: SHOWN, filter: { text, kind, connectionId: connectionId ?? null }, sort: { by: 'id' } },
    { topics: ['devices'], keep: true },
  );
  const found = (query.data?.rows ?? []).flatMap((row) => (row.kind === 'group' ? [] : [row]));
  const refs = new Map([...chosen, ...found].map((ref) => [ref.key, ref]));
  return (
    <MultiSelect
      label={label}
      placeholder={chosen.length === 0 ? t.maintenance.find : ''}
      searchable
      // Within the form: what belongs to it is found and read with it.
      comboboxProps={{ withinPortal: false }}
      hidePickedOptions
      maxValues={most}
      // With as many as there may be, a list of more would only be in the way.
      dropdownOpened={isOpen && chosen.length < most}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      nothingFoundMessage={t.maintenance.nothingFound}
      searchValue={text}
      onSearchChange={setText}
      // Main has looked already, also where the id does not show what was typed.
      filter={({ options }) => options}
      value={chosen.map(({ key }) => key)}
      onChange={(keys) => choose(keys.flatMap((key) => refs.get(key) ?? []))}
      data={[...refs.values()].map(({ key, id, name }) => ({ value: key, label: cleanText(name ?? id, 80) }))}
      error={error}
    />
  );
}
