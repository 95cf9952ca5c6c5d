import { ActionIcon } from '@mantine/core';
import { useState } from 'react';
import { CrossIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import classes from './frame.module.css';

/** What the person must know: set aside files, a full disk. Hidden ones come back when the window is loaded again. */
export function Notices() {
  const { t } = useWords();
  const all = useLiveState(({ overview }) => overview?.notices);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const notices = (all ?? []).filter((notice) => !hidden.has(notice));
  if (notices.length === 0) return null;
  return (
    <section aria-label={t.frame.notices}>
      <ul className={classes.notices}>
        {notices.map((notice) => (
          <li key={notice}>
            <span>{notice}</span>
            <ActionIcon
              color="gray"
              aria-label={t.frame.dismissNotice}
              title={t.frame.dismissNotice}
              onClick={() => setHidden(new Set([...hidden, notice]))}
            >
              <CrossIcon size={15} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </section>
  );
}
