import { powerMonitor } from 'electron';
import type { Logger } from '../monitor/ports.ts';

/**
 * After a sleep the sockets look alive and are not: every connection is made anew at once. The blind spot is the monitor's own,
 * which notices sleep by its clocks, also where the system says nothing.
 */
export function reconnectOnResume(resumed: () => void, log: Logger): void {
  powerMonitor.on('suspend', () => log.info({}, 'the computer goes to sleep'));
  powerMonitor.on('resume', () => {
    log.info({}, 'the computer woke up');
    resumed();
  });
}
