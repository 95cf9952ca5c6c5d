import { ActionIcon, Button } from '@mantine/core';
import { CheckIcon, CopyIcon } from './icons.tsx';
import { useCopy } from './use-copy.ts';
import { useWords } from './words-context.tsx';

interface CopyProps {
  /** What is copied; a function when it is costly to make. */
  readonly text: string | (() => string);
  readonly label: string;
}

/** An icon that copies and turns into a tick for a moment. */
export function CopyIconButton({ text, label }: CopyProps) {
  const { t } = useWords();
  const { copied, copy } = useCopy();
  return (
    <ActionIcon
      size={22}
      color="gray"
      aria-label={label}
      title={copied ? t.common.copied : label}
      onClick={() => copy(resolve(text))}
    >
      {copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
    </ActionIcon>
  );
}

export function CopyTextButton({ text, label }: CopyProps) {
  const { t } = useWords();
  const { copied, copy } = useCopy();
  return (
    <Button
      variant="default"
      leftSection={copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
      onClick={() => copy(resolve(text))}
    >
      {copied ? t.common.copied : label}
    </Button>
  );
}

function resolve(text: string | (() => string)): string {
  return typeof text === 'string' ? text : text();
}
