import type { ImportFault } from '../contract/topology.ts';
import { number } from './counts.en.ts';
import { pathText } from './path-text.ts';

const edges = (n: number): string => (n === 1 ? '1 pair' : `${number(n)} pairs`);

/** What is said of what hangs on what: in the window, and on the command line. */
export const topologyEn = {
  itself: (id: string) => `"${id}" cannot hang on itself.`,
  known: (upstream: string, downstream: string) => `That "${downstream}" hangs on "${upstream}" is said already.`,
  cycle: (ids: readonly string[]) => `That would close a circle: ${pathText(ids)}. Nothing was changed.`,
  contradicts: (ids: readonly string[]) =>
    `That would close a circle with what was learned: ${pathText(ids)}. Set even so, what was learned is left out.`,
  noConnection: (id: string) => `There is no connection "${id}".`,
  notGiven:
    'Nobody set this pair. What was learned can be dismissed on the page Gateways, and fades when it is not seen for 30 days.',
  fault: (fault: ImportFault): string => {
    const where = `Line ${number(fault.line)}: `;
    switch (fault.fault) {
      case 'no-upstream':
        return `${where}no upstream. It needs two ids, upstream and downstream.`;
      case 'no-downstream':
        return `${where}no downstream. It needs two ids, upstream and downstream.`;
      case 'not-an-edge':
        return `${where}neither an object nor a list of two ids.`;
      case 'quote':
        return `${where}a quotation mark is not closed, or something stands behind it.`;
      case 'time':
        return `${where}lastSeen is no time; write 2026-01-31T08:00:00Z, or leave it out.`;
      case 'connection':
        return `${where}there is no connection "${fault.text}".`;
      case 'itself':
        return `${where}"${fault.text}" cannot hang on itself.`;
      case 'too-long':
        return `${where}"${fault.text}" is longer than a topic may be.`;
      case 'cycle':
        return `${where}it would close a circle: ${pathText(fault.cycle)}.`;
    }
  },
  unreadable: {
    'not-text': 'This is no text. Save the table as CSV, or write JSON.',
    'not-json': 'This looks like JSON and cannot be read as such. Check its brackets and quotation marks.',
    'no-list': 'This JSON has no list of pairs. Write [["upstream","downstream"]], or an object with "edges".',
    empty: 'There is no pair in it. Write one to a line: upstream,downstream.',
  },
  /** Of the command line. */
  imported: (added: number, removed: number, known: number, left: number, isDry: boolean) =>
    `${isDry ? 'Would add' : 'Added'} ${edges(added)}, ${isDry ? 'would remove' : 'removed'} ${number(removed)}; ${number(known)} there already, ${number(left)} left out.`,
};

export type TopologyWords = typeof topologyEn;
