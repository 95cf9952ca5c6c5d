import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { type Tag, tags } from '@lezer/highlight';
import type { SqlStyle } from './sql-mode.ts';

/** What the styles of `sqlMode` are called in CodeMirror. */
export const sqlTags: Readonly<Record<SqlStyle, Tag>> = {
  keyword: tags.keyword,
  function: tags.function(tags.variableName),
  name: tags.variableName,
  property: tags.propertyName,
  constant: tags.bool,
  number: tags.number,
  string: tags.string,
  variable: tags.special(tags.variableName),
  symbol: tags.operator,
  bad: tags.invalid,
};

/** Colours of states that reach AA on every surface; keywords stand out also without colour. */
const colours = HighlightStyle.define([
  { tag: sqlTags.keyword, color: 'var(--ww-accent)', fontWeight: '600' },
  { tag: sqlTags.function, color: 'var(--ww-upstream)' },
  { tag: sqlTags.constant, color: 'var(--ww-accent)' },
  { tag: sqlTags.number, color: 'var(--ww-checking)' },
  { tag: sqlTags.string, color: 'var(--ww-online)' },
  { tag: sqlTags.variable, color: 'var(--ww-silent)' },
  { tag: sqlTags.symbol, color: 'var(--ww-dim)' },
  { tag: sqlTags.bad, color: 'var(--ww-abrupt)' },
]);

const look = EditorView.theme({
  '&': {
    backgroundColor: 'var(--ww-surface)',
    color: 'var(--ww-text)',
    border: '1px solid var(--ww-line-strong)',
    borderRadius: 'var(--ww-radius)',
    fontSize: '12.5px',
  },
  '&.cm-focused': { outline: '2px solid var(--ww-accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--ww-mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { padding: '5px 0', caretColor: 'var(--ww-text)' },
  '.cm-line': { padding: '0 9px' },
  '.cm-placeholder': { color: 'var(--ww-dim)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--ww-dim)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 9px', minWidth: '26px' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--ww-chosen)',
    outline: '1px solid var(--ww-line-strong)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--ww-abrupt)',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '3px',
  },
  '.cm-specialChar': { color: 'var(--ww-abrupt)' },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--ww-abrupt)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--ww-raised)',
    color: 'var(--ww-text)',
    border: '1px solid var(--ww-line-strong)',
    borderRadius: 'var(--ww-radius)',
    boxShadow: 'var(--ww-shadow)',
  },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--ww-abrupt)', fontFamily: 'var(--ww-font)', fontSize: '13px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--ww-mono)', fontSize: '12.5px', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 9px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--ww-chosen)', color: 'var(--ww-text)' },
  '.cm-completionDetail': { fontFamily: 'var(--ww-font)', fontStyle: 'normal', color: 'var(--ww-dim)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
});

export const codeTheme = [look, syntaxHighlighting(colours)];
