import { autocompletion, closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, StreamLanguage } from '@codemirror/language';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, type Transaction, type TransactionSpec } from '@codemirror/state';
import { EditorView, highlightSpecialChars, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { getNonce } from 'get-nonce';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { codeTheme, sqlTags } from './code-theme.ts';
import { completeSql, type Offered } from './sql-completion.ts';
import { sqlMode } from './sql-mode.ts';

/** A fault and where it stands in the text. */
export interface CodeFault {
  readonly offset: number;
  readonly said: string;
}

export interface CodeHandle {
  /** Puts the caret there. */
  readonly goTo: (offset: number) => void;
}

interface CodeInputProps {
  readonly value: string;
  readonly change: (text: string) => void;
  /** `template`: a text with `${expression}` in it. */
  readonly mode: 'sql' | 'template';
  /** One line, in which Enter does nothing. */
  readonly oneLine?: boolean;
  /** The id of what names it. */
  readonly labelledBy: string;
  /** The id of what is said about it. */
  readonly describedBy?: string | undefined;
  readonly fault: CodeFault | null;
  readonly invalid: boolean;
  readonly offered: Offered | null;
  readonly hint?: string | undefined;
  readonly ref?: Ref<CodeHandle>;
}

/** A field for AWS IoT SQL: coloured, completed, with a fault underlined where it is. Tab leaves it, as any other field. */
export function CodeInput(props: CodeInputProps) {
  const { value, fault, labelledBy, describedBy, invalid, offered, mode, ref } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const parts = useRef({ attributes: new Compartment(), language: new Compartment() });

  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor as long as it is the same field
  useEffect(() => {
    if (place.current === null) return;
    const { attributes, language } = parts.current;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          ...extensionsOf(latest),
          attributes.of(attributesOf(latest.current)),
          language.of(languageOf(latest.current)),
        ],
      }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [mode]);

  // Before the next key: later, the text that is told here would undo what was typed since.
  useLayoutEffect(() => {
    const shown = view.current?.state.doc.toString();
    if (shown === undefined || shown === onLines(value)) return;
    view.current?.dispatch({ changes: { from: 0, to: shown.length, insert: value } });
  }, [value]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the attributes are made of
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.attributes.reconfigure(attributesOf(latest.current)) });
  }, [labelledBy, describedBy, invalid]);

  const vocabulary = offered?.vocabulary;
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours follow the vocabulary
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.language.reconfigure(languageOf(latest.current)) });
  }, [vocabulary]);

  useEffect(() => {
    const { current } = view;
    if (current === null) return;
    const shown = fault && { ...fault, offset: onLines(latest.current.value.slice(0, fault.offset)).length };
    current.dispatch(setDiagnostics(current.state, shown === null ? [] : [diagnosticOf(shown, current.state.doc.toString())]));
  }, [fault]);

  useImperativeHandle(ref, () => ({
    goTo: (offset) => {
      const { current } = view;
      if (current === null) return;
      current.focus();
      const anchor = onLines(latest.current.value.slice(0, offset)).length;
      current.dispatch({ selection: { anchor: Math.min(anchor, current.state.doc.length) }, scrollIntoView: true });
    },
  }));

  return <div ref={place} />;
}

/** As the editor has it: what came from elsewhere may end its lines with two characters. */
const onLines = (text: string): string => text.replace(/\r\n?/g, '\n');

interface Latest {
  readonly current: CodeInputProps;
}

function extensionsOf(latest: Latest): readonly Extension[] {
  const { mode, oneLine = false, hint } = latest.current;
  return [
    // What CodeMirror draws comes as style elements, which the page's policy lets in by this.
    EditorView.cspNonce.of(getNonce() ?? ''),
    codeTheme,
    EditorView.domEventHandlers({ beforeinput: typeOver }),
    history(),
    mode === 'sql' ? lineNumbers() : [],
    // A direction mark would turn what stands around it, and what is not seen would be sent.
    highlightSpecialChars({ render: (code, _, shown) => unseen(code, shown) }),
    bracketMatching(),
    closeBrackets(),
    autocompletion({
      override: [
        (context) => {
          const { offered } = latest.current;
          return offered === null ? null : completeSql(context, offered, mode === 'template');
        },
      ],
      icons: false,
    }),
    oneLine ? [keymap.of([{ key: 'Enter', run: () => true }]), EditorState.transactionFilter.of(onOneLine)] : [],
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
    EditorView.lineWrapping,
    hint === undefined ? [] : placeholder(hint),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      const text = update.state.doc.toString();
      if (text !== onLines(latest.current.value)) latest.current.change(text);
    }),
  ];
}

/**
 * Typing over a selection, done here: Chromium would keep the colour of what is replaced by a `style` attribute, which the page's policy refuses.
 * @returns whether it was done
 */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { data: text, inputType } = event;
  const { from, to, empty } = view.state.selection.main;
  if (inputType !== 'insertText' || text === null || empty || view.composing) return false;
  event.preventDefault();
  const insert = (): Transaction =>
    view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
  // A bracket goes around what is selected.
  const taken = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert));
  if (!taken) view.dispatch(insert());
  return true;
}

function unseen(code: number, shown: string): HTMLElement {
  const mark = document.createElement('span');
  mark.className = 'cm-specialChar';
  mark.textContent = shown;
  mark.title = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  mark.ariaLabel = mark.title;
  return mark;
}

/** What is pasted from elsewhere may have line ends. */
function onOneLine(
  transaction: Parameters<Parameters<typeof EditorState.transactionFilter.of>[0]>[0],
): TransactionSpec | readonly TransactionSpec[] {
  const { newDoc } = transaction;
  if (newDoc.lines === 1) return transaction;
  const ends = Array.from({ length: newDoc.lines - 1 }, (_, i) => newDoc.line(i + 1).to);
  return [transaction, { changes: ends.map((from) => ({ from, to: from + 1, insert: ' ' })), sequential: true }];
}

const languageOf = ({ mode, offered }: CodeInputProps): Extension =>
  StreamLanguage.define({
    ...sqlMode(new Set(offered?.vocabulary.keywords ?? []), mode === 'template'),
    tokenTable: sqlTags,
  });

function attributesOf({ labelledBy, describedBy, invalid, oneLine }: CodeInputProps): Extension {
  return EditorView.contentAttributes.of({
    'aria-labelledby': labelledBy,
    ...(describedBy !== undefined && { 'aria-describedby': describedBy }),
    ...(invalid && { 'aria-invalid': 'true' }),
    'aria-multiline': String(!oneLine),
    autocapitalize: 'off',
    spellcheck: 'false',
  });
}

/** Underlines the word that begins there, or the character. */
function diagnosticOf({ offset, said }: CodeFault, text: string): Diagnostic {
  const from = Math.min(offset, text.length);
  const word = /^(?:[@\p{L}\p{N}_$]+|'[^'\n]*'?|\S)/u.exec(text.slice(from, from + 200))?.[0] ?? '';
  return { from, to: from + word.length, severity: 'error', message: said };
}
