import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useCloseOnLeave } from '../frame/modal.ts';
import { SearchIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './palette.module.css';
import { type Entry, usePaletteEntries } from './use-entries.tsx';

/** Finds devices, gateways, open outages, pages and things to do, by a few letters and without a mouse. */
export function Palette({ close }: { readonly close: () => void }) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const entries = usePaletteEntries(text);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useCloseOnLeave(close);
  const at = Math.min(chosen, entries.length - 1);

  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const run = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    close();
    entry.run();
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((at + step + entries.length) % Math.max(1, entries.length));
    else if (event.key === 'Enter') run(entries[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      attributes={{ content: { 'aria-label': t.acts.palette.title } }}
      size={620}
      padding={0}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
    >
      <div className={classes.field}>
        <SearchIcon size={18} />
        <input
          className={classes.input}
          data-autofocus
          role="combobox"
          aria-label={t.acts.palette.hint}
          aria-expanded
          aria-controls={id}
          aria-activedescendant={entries.length > 0 ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          placeholder={t.acts.palette.hint}
          value={text}
          maxLength={200}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={press}
        />
      </div>
      <div ref={list} id={id} role="listbox" aria-label={t.acts.palette.title} className={classes.list}>
        {entries.map((entry, index) => (
          <EntryRow
            key={entry.id}
            id={`${id}-${index}`}
            index={index}
            entry={entry}
            head={entries[index - 1]?.group === entry.group ? null : t.acts.palette.groups[entry.group]}
            chosen={index === at}
            choose={() => setChosen(index)}
            run={() => run(entry)}
          />
        ))}
      </div>
      {entries.length === 0 && <p className={classes.none}>{t.acts.palette.none(text)}</p>}
      <p className={classes.keys}>{t.acts.palette.keys}</p>
    </Modal>
  );
}

interface EntryRowProps {
  readonly id: string;
  readonly index: number;
  readonly entry: Entry;
  /** The name of the group that begins here. */
  readonly head: string | null;
  readonly chosen: boolean;
  readonly choose: () => void;
  readonly run: () => void;
}

function EntryRow({ id, index, entry, head, chosen, choose, run }: EntryRowProps) {
  return (
    <>
      {head !== null && (
        <div role="presentation" className={classes.head}>
          {head}
        </div>
      )}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the field has the focus */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys */}
      <div
        id={id}
        role="option"
        aria-selected={chosen}
        data-at={index}
        className={classes.entry}
        onPointerMove={choose}
        onClick={run}
      >
        <span className={classes.icon}>{entry.icon}</span>
        <span className={classes.label}>{entry.label}</span>
        {entry.aside !== undefined && <span className={classes.aside}>{entry.aside}</span>}
      </div>
    </>
  );
}
