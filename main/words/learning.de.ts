import { number } from './counts.de.ts';
import type { LearningWords } from './learning.en.ts';

export const learningDe: LearningWords = {
  title: 'Vermutlich hinter demselben',
  intro:
    'Diese fielen immer wieder zusammen aus und kamen zusammen zurück, und es ist nichts bekannt, woran sie hängen. Sie entscheiden.',
  devices: (n) => `${number(n)} Geräte`,
  more: (n) => `und ${number(n)} weitere`,
  evidence: (times, seconds) => `${number(times)}-mal zusammen, jedes Mal innerhalb von ${number(seconds)} s`,
  show: 'Zeigen, wann',
  hide: 'Ausblenden',
  columns: { fell: 'Fielen aus', within: 'Innerhalb von', rose: 'Kamen zurück', roseWithin: 'Innerhalb von' },
  older: (n) => `davor noch ${number(n)}-mal`,
  accept: 'Hinter ein Gateway stellen',
  acceptOf: (names) => `Hinter ein Gateway stellen: ${names}`,
  dismiss: 'Verwerfen',
  dismissOf: (names) => `Verwerfen: ${names}`,
  kinds: { made: 'Ein neues Gateway', known: 'Ein bekanntes Gerät' },
  what: 'Woran sie hängen',
  name: 'Name',
  nameHint: 'Ein Switch, ein Schaltschrank, eine Stromleitung: etwas, das sich selbst nicht meldet.',
  device: 'Gerät',
  save: 'Dahinter stellen',
  accepted: (n, name) => `${number(n)} Geräte hängen jetzt an ${name}.`,
  dismissed: 'Wird nicht mehr vorgeschlagen, außer es geschieht doppelt so oft.',
};
