import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useCloseOnLeave } from '../frame/modal.ts';
import { useFocusBack } from '../shared/dialog.tsx';
import { SearchIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './palette.module.css';
import { type Entry, usePaletteEntries } from './use-entries.tsx';

/** Finds devices, gateways, open outages, pages and things to do, by a few letters and without a mouse. */
export function Palette({ close }: { readonly close: () => void }) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [isEntered, setEntered] = useState(false);
  const { entries, isLooking } = usePaletteEntries(text);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useCloseOnLeave(close);
  useFocusBack();
  // What was chosen stays so when others come before it; nothing chosen is the first.
  const at = Math.max(
    0,
    entries.findIndex((entry) => entry.id === chosen),
  );

  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const run = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    close();
    entry.run();
  };
  // Who types faster than devices are found means the device, not what happens to be first without it.
  const runEntered = useEffectEvent(() => run(entries[at]));
  useEffect(() => {
    if (isEntered && !isLooking) {
      setEntered(false);
      runEntered();
    }
  }, [isEntered, isLooking]);
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen(entries[(at + step + entries.length) % Math.max(1, entries.length)]?.id ?? null);
    else if (event.key === 'Enter' && chosen === null) setEntered(true);
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
          // At once: the dialog gives the focus only after a while, and the first letters would be the page's.
          ref={focus}
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
            setChosen(null);
            setEntered(false);
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
            choose={() => setChosen(entry.id)}
            run={() => run(entry)}
          />
        ))}
      </div>
      {entries.length === 0 && !isLooking && <p className={classes.none}>{t.acts.palette.none(text)}</p>}
      <p className={classes.keys}>{t.acts.palette.keys}</p>
    </Modal>
  );
}

const focus = (input: HTMLInputElement | null): void => input?.focus();

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
