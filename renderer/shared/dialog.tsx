import { Drawer, type MantineSize, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';
import classes from './dialog.module.css';
import { useWords } from './words-context.tsx';

interface DialogProps {
  readonly title: string;
  readonly size: MantineSize | number;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** A question above the page, for as long as it is rendered. */
export function Dialog({ title, size, close, children }: DialogProps) {
  const { t } = useWords();
  useFocusBack();
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      size={size}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      {children}
    </Modal>
  );
}

interface SidePanelProps extends DialogProps {
  /** Width in pixels; on a phone it is all there is. */
  readonly size: number;
}

/** A form beside the page, for as long as it is rendered. */
export function SidePanel({ title, size, close, children }: SidePanelProps) {
  const { t } = useWords();
  const phone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  useFocusBack();
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={phone ? '100%' : size}
      title={title}
      closeButtonProps={{ 'aria-label': t.common.close }}
      classNames={{ title: classes.title ?? '', content: classes.panel ?? '', header: classes.header ?? '' }}
    >
      {children}
    </Drawer>
  );
}

/** Gives the keyboard back to what had it before. Mantine does so only for dialogs that stay mounted when they are closed. */
export function useFocusBack(): void {
  const [before] = useState(() => remaining(document.activeElement));
  useEffect(
    () => () => {
      setTimeout(() => {
        const isLost = document.activeElement === document.body || document.activeElement === null;
        if (isLost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      });
    },
    [before],
  );
}

/** A menu is gone when the dialog that it opened is: its button is left. */
function remaining(focused: Element | null): Element | null {
  const button = focused?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  return button ? document.getElementById(button) : focused;
}
