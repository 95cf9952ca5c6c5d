import { dialog } from 'electron';
import type { DesktopWords } from '../words/desktop.en.ts';
import type { UpdateQuestion } from './updates.ts';

/** Asks in a box of the system's: text in it is text. Closing it means later. */
export async function askAboutUpdate(
  { kind, release }: UpdateQuestion,
  words: DesktopWords['updates'],
  ourVersion: string,
): Promise<'yes' | 'later' | 'skip'> {
  const answers = kind === 'install' ? (['yes', 'later', 'skip'] as const) : (['yes', 'later'] as const);
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: 'Willwatch',
    message: words[kind](release.version, ourVersion),
    detail: [words.restarts, release.notes].filter((text) => text !== '').join('\n\n'),
    buttons: answers.map((answer) => (answer === 'yes' ? words.yes[kind] : words[answer])),
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return answers[response] ?? 'later';
}
