import { count } from './counts.de.ts';
import type { DesktopWords } from './desktop.en.ts';

export const desktopDe: DesktopWords = {
  tray: {
    allWell: 'Alles in Ordnung',
    lost: (n: number) => count(n, 'Gerät verloren', 'Geräte verloren'),
    checking: (n: number) => `${count(n, 'Gerät wird', 'Geräte werden')} geprüft`,
    connecting: 'verbindet',
    blind: (names: string) => `blind: ${names}`,
    nothingWatched: 'Kein Broker verbunden',
    muted: (until: string | null) => (until === null ? 'stumm' : `stumm bis ${until}`),
    incident: (device: string, what: string, takenDown: number) =>
      takenDown === 0 ? `${device}: ${what}` : `${device}: ${what}, reißt ${takenDown} mit`,
    more: (n: number) => `${n} weitere …`,
    rule: (name) => `Regel ${name}: Eine Aktion schlägt immer wieder fehl`,
    connection: {
      connecting: (name: string) => `${name}: verbindet`,
      connected: (name: string) => `${name}: verbunden`,
      blind: (name: string) => `${name}: blind`,
    },
    mute: 'Alle Meldungen stumm schalten',
    endMute: 'Stummschaltung beenden',
    open: 'Willwatch öffnen',
    rehearsal: 'Probe',
    quit: 'Willwatch beenden',
  },
  cannotStart: 'Willwatch kann nicht starten',
  keepsWatching: {
    title: 'Willwatch beobachtet weiter',
    body: 'Das Fenster ist geschlossen; das Programm läuft im Infobereich weiter. Beenden Sie es dort.',
  },
  atLoginFailed: (reason: string) =>
    `Dem System lässt sich nicht sagen, dass es Willwatch bei der Anmeldung starten soll: ${reason}`,
  unsigned: (reason: string) =>
    `macOS hat eine Benachrichtigung von Willwatch abgelehnt (${reason}). Das geschieht einem Programm ohne Signatur. Bis eine signierte Fassung installiert ist, kommen Meldungen ohne Ton und Klick über ein Hilfsprogramm, oder nur in diesem Fenster und unter der Glocke.`,
  secrets: {
    unprotected:
      'Dieses System hat keinen geschützten Ort für Passwörter. Wie in den Einstellungen gewählt, liegen sie auf dem Datenträger, lesbar für jeden mit Ihrem Konto. Ein Schlüsselbund (GNOME Keyring, KWallet) schützt sie.',
    sessionOnly:
      'Dieses System hat keinen geschützten Ort für Passwörter: Was Sie eingeben, gilt, bis Willwatch endet. Ein Schlüsselbund (GNOME Keyring, KWallet) hilft, oder in den Einstellungen wählen, sie trotzdem zu behalten.',
  },
  updates: {
    install: (version: string, ours: string) => `Willwatch ${version} ist da. Sie haben ${ours}.`,
    restart: (version: string) => `Willwatch ${version} ist heruntergeladen. Jetzt neu starten?`,
    restarts: 'Willwatch startet damit neu und sieht einige Sekunden nichts. Was die Broker solange behalten, kommt danach.',
    yes: { install: 'Herunterladen und neu starten', restart: 'Neu starten' },
    later: 'Später',
    skip: 'Diese Version überspringen',
    failed: {
      unreachable: (detail: string) =>
        `Der Server für Updates war nicht zu erreichen (${detail}). Morgen wird es wieder versucht.`,
      nothingThere: (detail: string) => `Der Server für Updates hat nichts für dieses System (${detail}).`,
      damaged: (detail: string) =>
        `Heruntergeladen wurde nicht, was veröffentlicht ist (${detail}). Es wurde verworfen; nichts ist geändert.`,
      notOurs: (detail: string) =>
        `Das Heruntergeladene ist nicht richtig unterschrieben (${detail}). Es wurde verworfen; nichts ist geändert.`,
      disk: (detail: string) => `Das Update ließ sich nicht auf den Datenträger schreiben (${detail}). Nichts ist geändert.`,
      other: (detail: string) => `Das Update ist misslungen (${detail}). Nichts ist geändert.`,
    },
  },
};
