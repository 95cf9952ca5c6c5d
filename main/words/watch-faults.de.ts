import type { TopicFilterFault } from '../contract/watch-fault.ts';
import type { WatchFaultsWords } from './watch-faults.en.ts';

const filters: Readonly<Record<TopicFilterFault, string>> = {
  empty: 'ein Topic-Filter braucht mindestens ein Zeichen',
  'half-character': 'ein Topic-Filter muss Unicode-Text sein; ein halbes Zeichen (einzelnes Surrogat) steht darin',
  nul: 'ein Topic-Filter darf das Zeichen U+0000 nicht enthalten',
  'too-long': 'ein Topic-Filter hat höchstens 65.535 Bytes',
  hash: '# muss die ganze letzte Ebene eines Topic-Filters sein',
  plus: '+ muss eine ganze Ebene eines Topic-Filters sein',
};

export const watchFaultsDe: WatchFaultsWords = {
  twice: (id) => `zwei Beobachtungen haben die ID „${id}“`,
  noBroker: (id, broker) => `die Beobachtung „${id}“ gehört zum Broker „${broker}“, den es nicht gibt`,
  ofWatch: (id, fault) => `die Beobachtung „${id}“: ${fault}`,
  fault: (fault) => {
    switch (fault.code) {
      case 'filter':
        return `„${fault.topic}“: ${filters[fault.fault]}`;
      case 'shared':
        return `„${fault.topic}“ ist ein geteiltes Abonnement, das nur einen Teil der Nachrichten bekommt; lassen Sie „$share/<Gruppe>/“ weg`;
      case 'two-placeholders':
        return `„${fault.level}“ hat zwei Platzhalter in einer Ebene; setzen Sie einen Schrägstrich dazwischen`;
      case 'unknown-placeholder':
        return `${fault.placeholder} ist kein Platzhalter; es gibt {device}, {gateway} und {site}`;
      case 'placeholder-twice':
        return `{${fault.placeholder}} steht zweimal in „${fault.topic}“`;
      case 'no-device':
        return `„${fault.topic}“ braucht {device} an der Stelle, die das Gerät nennt`;
      case 'no-device-anywhere':
        return `„${fault.topic}“ braucht {device} an der Stelle, die das Gerät nennt, oder einen JSON-Pfad zu seiner Kennung in der Nutzlast`;
      case 'never-offline':
        return `„${fault.topic}“ kann nie offline sagen: geben Sie den Text des letzten Willens an, oder eine Zahl von Sekunden der Stille`;
    }
  },
};
