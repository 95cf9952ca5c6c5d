import { useState } from 'react';
import { cleanText } from '../shared/clean-text.ts';
import { CopyIconButton } from '../shared/copy-button.tsx';
import { ChevronIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './device.module.css';
import { type Json, JsonObject, pathOf, WrittenNumber } from './payload.ts';

/** Children shown at once; the rest on demand. */
const CHUNK = 100;
const OPEN_DEPTH = 3;
const OPEN_CHILDREN = 40;
const TEXT_MAX = 400;

/** A JSON payload that can be folded, with each value's path at hand. */
export function JsonTree({ value }: { readonly value: Json }) {
  return (
    <ul className={classes.tree}>
      <Node name={null} value={value} parts={[]} />
    </ul>
  );
}

interface NodeProps {
  readonly name: string | null;
  readonly value: Json;
  readonly parts: readonly string[];
}

function Node({ name, value, parts }: NodeProps) {
  const children = childrenOf(value);
  return (
    <li>
      {children === null ? (
        <Leaf name={name} value={value} parts={parts} />
      ) : (
        <Branch name={name} value={value} parts={parts} inner={children} />
      )}
    </li>
  );
}

function Branch({ name, value, parts, inner }: NodeProps & { readonly inner: readonly (readonly [string, Json])[] }) {
  const { t } = useWords();
  const [open, setOpen] = useState(parts.length < OPEN_DEPTH && inner.length <= OPEN_CHILDREN);
  const [shown, setShown] = useState(CHUNK);
  const label = name === null ? t.device.root : cleanText(name, 60);
  const size = value instanceof JsonObject ? t.device.keys(inner.length) : t.device.items(inner.length);
  const [left, right] = value instanceof JsonObject ? ['{', '}'] : ['[', ']'];
  return (
    <>
      <div className={classes.node}>
        <button
          type="button"
          className={classes.fold}
          aria-expanded={open}
          aria-label={open ? t.device.collapse(label) : t.device.expand(label)}
          onClick={() => setOpen(!open)}
        >
          <ChevronIcon size={12} />
        </button>
        {name !== null && <Key name={name} />}
        <span className={classes.punctuation}>
          {left}
          {!open && `…${right}`}
        </span>
        <span className={classes.size}>{size}</span>
        {parts.length > 0 && <PathButton parts={parts} />}
      </div>
      {open && (
        <ul>
          {inner.slice(0, shown).map(([key, child], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a payload does not change, and its keys may repeat
            <Node key={index} name={key} value={child} parts={[...parts, key]} />
          ))}
          {inner.length > shown && (
            <li>
              <button type="button" className={classes.more} onClick={() => setShown(shown + CHUNK * 5)}>
                {t.common.showMore} ({t.common.nMore(inner.length - shown)})
              </button>
            </li>
          )}
        </ul>
      )}
    </>
  );
}

function Leaf({ name, value, parts }: NodeProps) {
  return (
    <div className={classes.node}>
      <span className={classes.fold} />
      {name !== null && <Key name={name} />}
      <Value value={value} />
      {parts.length > 0 && <PathButton parts={parts} />}
    </div>
  );
}

function Key({ name }: { readonly name: string }) {
  return (
    <span className={classes.key}>
      <bdi>{cleanText(name, 200)}</bdi>
      <span className={classes.punctuation}>:</span>
    </span>
  );
}

function Value({ value }: { readonly value: Json }) {
  if (typeof value === 'string') {
    return (
      <bdi className={classes.string} title={value.length > TEXT_MAX ? cleanText(value, 4000) : undefined}>
        "{cleanText(value, TEXT_MAX)}"
      </bdi>
    );
  }
  if (value instanceof WrittenNumber) return <span className={classes.number}>{cleanText(value.source, TEXT_MAX)}</span>;
  return <span className={classes.word}>{String(value)}</span>;
}

function PathButton({ parts }: { readonly parts: readonly string[] }) {
  const { t } = useWords();
  const path = pathOf(parts);
  return (
    <span className={classes.pathButton}>
      <CopyIconButton text={path} label={t.device.copyPath(cleanText(path, 120))} />
    </span>
  );
}

function childrenOf(value: Json): readonly (readonly [string, Json])[] | null {
  if (value instanceof JsonObject) return value.entries;
  if (Array.isArray(value)) return (value as readonly Json[]).map((child, index) => [String(index), child] as const);
  return null;
}
