import type { ImportFault } from '../contract/topology.ts';
import { number } from './counts.de.ts';
import { pathText } from './path-text.ts';
import type { TopologyWords } from './topology.en.ts';

const edges = (n: number): string => (n === 1 ? '1 Paar' : `${number(n)} Paare`);

export const topologyDe: TopologyWords = {
  itself: (id) => `„${id}“ kann nicht an sich selbst hängen.`,
  known: (upstream, downstream) => `Dass „${downstream}“ an „${upstream}“ hängt, ist schon gesagt.`,
  cycle: (ids) => `Das würde einen Kreis schließen: ${pathText(ids)}. Nichts wurde geändert.`,
  contradicts: (ids) =>
    `Das würde mit Gelerntem einen Kreis schließen: ${pathText(ids)}. Trotzdem gesetzt, wird das Gelernte ausgelassen.`,
  noConnection: (id) => `Es gibt keine Verbindung „${id}“.`,
  notGiven:
    'Niemand hat dieses Paar gesetzt. Gelerntes lässt sich auf der Seite Gateways verwerfen und verblasst, wenn es 30 Tage nicht gesehen wird.',
  fault: (fault: ImportFault): string => {
    const where = `Zeile ${number(fault.line)}: `;
    switch (fault.fault) {
      case 'no-upstream':
        return `${where}kein Upstream. Es braucht zwei IDs, upstream und downstream.`;
      case 'no-downstream':
        return `${where}kein Downstream. Es braucht zwei IDs, upstream und downstream.`;
      case 'not-an-edge':
        return `${where}weder ein Objekt noch eine Liste aus zwei IDs.`;
      case 'quote':
        return `${where}ein Anführungszeichen wird nicht geschlossen, oder dahinter steht noch etwas.`;
      case 'time':
        return `${where}lastSeen ist keine Zeit; 2026-01-31T08:00:00Z schreiben oder weglassen.`;
      case 'connection':
        return `${where}es gibt keine Verbindung „${fault.text}“.`;
      case 'itself':
        return `${where}„${fault.text}“ kann nicht an sich selbst hängen.`;
      case 'too-long':
        return `${where}„${fault.text}“ ist länger, als ein Topic sein darf.`;
      case 'cycle':
        return `${where}das würde einen Kreis schließen: ${pathText(fault.cycle)}.`;
    }
  },
  unreadable: {
    'not-text': 'Das ist kein Text. Die Tabelle als CSV speichern, oder JSON schreiben.',
    'not-json': 'Das sieht nach JSON aus und ist so nicht lesbar. Klammern und Anführungszeichen prüfen.',
    'no-list': 'Dieses JSON hat keine Liste von Paaren. [["upstream","downstream"]] schreiben, oder ein Objekt mit „edges“.',
    empty: 'Kein Paar darin. Eines je Zeile schreiben: upstream,downstream.',
  },
  imported: (added, removed, known, left, isDry) =>
    `${isDry ? 'Käme hinzu' : 'Hinzugefügt'}: ${edges(added)}, ${isDry ? 'ginge weg' : 'entfernt'}: ${number(removed)}; ${number(known)} schon da, ${number(left)} ausgelassen.`,
};
