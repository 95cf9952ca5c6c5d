import { ActionIcon } from '@mantine/core';
import { useEffect, useState } from 'react';
import { isModalOpen } from '../frame/modal.ts';
import { SearchIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { Palette } from './palette.tsx';

/** The way into the palette: a button, or Ctrl or Cmd with K from anywhere. */
export function PaletteButton() {
  const { t } = useWords();
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      setOpened((was) => !was && !isModalOpen());
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  return (
    <>
      <ActionIcon
        size={32}
        color="gray"
        aria-label={t.acts.palette.open}
        title={t.acts.palette.open}
        onClick={() => setOpened(true)}
      >
        <SearchIcon size={19} />
      </ActionIcon>
      {opened && <Palette close={() => setOpened(false)} />}
    </>
  );
}
