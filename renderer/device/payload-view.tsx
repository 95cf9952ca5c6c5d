import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { MessageView } from '../../main/contract/model.ts';
import { CopyIconButton } from '../shared/copy-button.tsx';
import { Given } from '../shared/device-name.tsx';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './device.module.css';
import { JsonTree } from './json-tree.tsx';
import { bytesOf, hexLines, jsonOf, textOf } from './payload.ts';

type View = 'json' | 'text' | 'hex';
const HEX_LINES = 128;

/** A message's payload as tree, text or bytes, with what travelled beside it. */
export function PayloadView({ message }: { readonly message: MessageView }) {
  const { t, clock, domain } = useWords();
  const { bytes, decoded, json, cut } = useMemo(() => decode(message), [message]);
  const [chosen, setChosen] = useState<View | null>(null);
  const usual: View = json !== undefined ? 'json' : decoded.valid ? 'text' : 'hex';
  const view = chosen === 'json' && json === undefined ? usual : (chosen ?? usual);
  return (
    <div className={classes.payload}>
      <div className={classes.payloadHead}>
        <span className={classes.topic}>
          <Given text={message.topic} max={300} mono />
          <CopyIconButton text={message.topic} label={t.device.copyTopic} />
        </span>
        <SegmentedControl
          aria-label={t.device.payloadOf(message.topic)}
          value={view}
          onChange={(value) => setChosen(value as View)}
          data={[
            { value: 'json', label: t.device.tabs.json, disabled: json === undefined },
            { value: 'text', label: t.device.tabs.text },
            { value: 'hex', label: t.device.tabs.hex },
          ]}
        />
        <CopyIconButton text={decoded.text} label={t.device.copyPayload} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: no landmark, since a page may show several of one topic; and no form */}
      <div role="group" className={classes.payloadBody} aria-label={t.device.payloadOf(message.topic)} tabIndex={0}>
        {bytes.length === 0 ? (
          <p className={shared.quiet}>{t.device.emptyPayload}</p>
        ) : view === 'json' && json !== undefined ? (
          <JsonTree value={json} />
        ) : view === 'hex' ? (
          <Hex bytes={bytes} />
        ) : (
          <pre className={classes.raw}>{showControls(decoded.text)}</pre>
        )}
      </div>
      {view === 'text' && !decoded.valid && <p className={shared.quiet}>{t.device.notText}</p>}
      {cut && <p className={shared.quiet}>{t.device.cut(clock.bytes(bytes.length), clock.bytes(message.payloadBytes))}</p>}
      <dl className={classes.meta}>
        <div>
          <dt>{t.device.size}</dt>
          <dd>{clock.bytes(message.payloadBytes)}</dd>
        </div>
        <div>
          <dt>{t.device.qos}</dt>
          <dd>{message.qos}</dd>
        </div>
        <div>
          <dt>{t.device.retained}</dt>
          <dd>{message.retain ? t.common.yes : t.common.no}</dd>
        </div>
        <div>
          <dt>{t.device.received}</dt>
          <dd>
            <Time at={message.receivedAt} />
          </dd>
        </div>
        <div>
          <dt>{t.device.news}</dt>
          <dd>{domain.freshness[message.freshness]}</dd>
        </div>
      </dl>
    </div>
  );
}

function Hex({ bytes }: { readonly bytes: Uint8Array }) {
  const { t } = useWords();
  const [shown, setShown] = useState(HEX_LINES);
  const all = Math.ceil(bytes.length / 16);
  return (
    <>
      <pre className={classes.raw}>
        {hexLines(bytes, 0, shown)
          .map((line) => `${line.offset}  ${line.hex.padEnd(48)}  ${line.text}`)
          .join('\n')}
      </pre>
      {all > shown && (
        <button type="button" className={classes.more} onClick={() => setShown(shown + HEX_LINES * 4)}>
          {t.common.showMore}
        </button>
      )}
    </>
  );
}

function decode(message: MessageView) {
  const bytes = bytesOf(message.payloadBase64);
  const cut = message.payloadBytes > bytes.length;
  const decoded = textOf(bytes, cut);
  return { bytes, decoded, cut, json: cut ? undefined : jsonOf(decoded.text) };
}

/** Line ends and tabs stay; other control characters become visible. */
export function showControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (character) =>
    String.fromCharCode(0x2400 + character.charCodeAt(0)),
  );
}
