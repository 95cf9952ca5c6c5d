import type { DesktopWords } from './desktop.en.ts';

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

export const desktopDe: DesktopWords = {
  tray: {
    allWell: 'Alles in Ordnung',
    lost: (n: number) => count(n, 'Gerät verloren', 'Geräte verloren'),
    checking: (n: number) => `${count(n, 'Gerät wird', 'Geräte werden')} geprüft`,
    connecting: 'verbindet',
    blind: (names: string) => `blind: ${names}`,
    nothingWatched: 'Kein Broker verbunden',
    incident: (device: string, what: string, takenDown: number) =>
      takenDown === 0 ? `${device}: ${what}` : `${device}: ${what}, reißt ${takenDown} mit`,
    more: (n: number) => `${n} weitere …`,
    connection: {
      connecting: (name: string) => `${name}: verbindet`,
      connected: (name: string) => `${name}: verbunden`,
      blind: (name: string) => `${name}: blind`,
    },
    open: 'Willwatch öffnen',
    rehearsal: 'Probe',
    quit: 'Willwatch beenden',
  },
  cannotStart: 'Willwatch kann nicht starten',
  secrets: {
    unprotected:
      'Dieses System hat keinen geschützten Ort für Passwörter: Sie liegen so gut wie lesbar auf dem Datenträger. Ein Schlüsselbund (GNOME Keyring, KWallet) schützt sie.',
    sessionOnly: 'Dieses System kann jetzt keine Passwörter behalten: Was Sie eingeben, gilt, bis Willwatch endet.',
  },
};
