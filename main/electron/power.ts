import { powerMonitor } from 'electron';
import type { Monitor } from '../monitor/monitor.ts';
import type { Logger } from '../monitor/ports.ts';

/**
 * What the system says of sleep and of its end. After a sleep the sockets look alive and are not: every connection is made anew at once.
 * The blind spot is the monitor's own, which notices sleep by its clocks too, where the system says nothing.
 */
export function followPower(
  monitor: Pick<Monitor, 'suspended' | 'resumed' | 'networkChanged'>,
  quit: () => void,
  log: Logger,
): void {
  powerMonitor.on('suspend', () => {
    log.info({}, 'the computer goes to sleep');
    monitor.suspended();
  });
  powerMonitor.on('resume', () => {
    log.info({}, 'the computer woke up');
    monitor.resumed();
  });
  powerMonitor.on('lock-screen', () => log.info({}, 'the screen is locked'));
  // Watching went on behind the lock, as far as the network let it.
  powerMonitor.on('unlock-screen', () => {
    log.info({}, 'the screen is unlocked');
    monitor.networkChanged();
  });
  // Linux and macOS wait for who asks them to. The types leave the event out.
  powerMonitor.on('shutdown', (event?: Electron.Event) => {
    event?.preventDefault();
    quit();
  });
}
