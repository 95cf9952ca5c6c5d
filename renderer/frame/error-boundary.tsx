import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Empty } from '../shared/empty.tsx';
import { useWords } from '../shared/words-context.tsx';

interface BoundaryState {
  readonly broken: boolean;
}

/** Keeps a fault of one page from taking the frame with its open outages down. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { broken: false };

  static getDerivedStateFromError(): BoundaryState {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useWords();
  return (
    <Empty whole title={t.frame.brokenTitle} body={t.frame.brokenBody}>
      <Button onClick={() => window.location.reload()}>{t.frame.reload}</Button>
    </Empty>
  );
}
