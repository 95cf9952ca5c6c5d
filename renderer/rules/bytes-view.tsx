import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { TriedBytes } from '../../main/contract/rule-requests.ts';
import { JsonTree } from '../device/json-tree.tsx';
import { bytesOf, hexLines, jsonOf } from '../device/payload.ts';
import { showControls } from '../device/payload-view.tsx';
import { CopyIconButton } from '../shared/copy-button.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './rules.module.css';

/** What a statement made or an action would send: as a tree where it is JSON, else as text or bytes. */
export function BytesView({
  bytes,
  label,
  copyLabel,
}: {
  readonly bytes: TriedBytes;
  readonly label: string;
  readonly copyLabel: string;
}) {
  const { t, clock } = useWords();
  const words = t.rules.bench;
  const isText = bytes.encoding === 'text';
  const json = useMemo(() => (isText ? jsonOf(bytes.text) : undefined), [bytes, isText]);
  const raw = useMemo(() => (isText ? showControls(bytes.text) : hexOf(bytes.text)), [bytes, isText]);
  const [view, setView] = useState<'tree' | 'text'>('tree');
  const shown = isText ? new TextEncoder().encode(bytes.text).length : bytesOf(bytes.text).length;
  if (bytes.bytes === 0) return <p className={classes.quiet}>{words.nothing}</p>;
  return (
    <div className={classes.bytes}>
      <div className={classes.bytesHead}>
        <span className={classes.quiet}>{clock.bytes(bytes.bytes)}</span>
        {json !== undefined && (
          <SegmentedControl
            aria-label={label}
            value={view}
            onChange={(value) => setView(value === 'text' ? 'text' : 'tree')}
            data={[
              { value: 'tree', label: words.views.tree },
              { value: 'text', label: words.views.text },
            ]}
          />
        )}
        <CopyIconButton text={bytes.text} label={copyLabel} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: no form */}
      <div role="group" className={classes.bytesBody} aria-label={label} tabIndex={0}>
        {json !== undefined && view === 'tree' ? <JsonTree value={json} /> : <pre>{raw}</pre>}
      </div>
      {shown < bytes.bytes && <p className={classes.quiet}>{words.cut(clock.bytes(shown), clock.bytes(bytes.bytes))}</p>}
    </div>
  );
}

const HEX_LINES = 64;

const hexOf = (base64: string): string =>
  hexLines(bytesOf(base64), 0, HEX_LINES)
    .map((line) => `${line.offset}  ${line.hex.padEnd(48)}  ${line.text}`)
    .join('\n');
