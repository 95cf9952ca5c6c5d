import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import type { AskChannel, BridgeReply } from '../contract/bridge.ts';
import type { Desk } from '../monitor/desk.ts';
import type { Logger } from '../monitor/ports.ts';

const ASK: AskChannel = 'desk:ask';

/**
 * Answers the window's requests on the one channel there is.
 * @param isOurs whether the sender is the window's own page and not something else that got into it
 */
export function answerWindow(
  desk: Pick<Desk, 'answer'>,
  isOurs: (event: IpcMainInvokeEvent) => boolean,
  log: Pick<Logger, 'warn' | 'error'>,
): void {
  ipcMain.handle(ASK, async (event, name: unknown, input: unknown): Promise<BridgeReply> => {
    if (!isOurs(event)) {
      log.warn({ from: event.senderFrame?.url ?? null }, 'a page that is not ours asked');
      return { ok: false, reason: 'Only the window of Willwatch may ask.' };
    }
    try {
      const outcome = await desk.answer(typeof name === 'string' ? name : '', input ?? {});
      return outcome.ok ? { ok: true, value: outcome.value } : { ok: false, reason: outcome.reason };
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      log.error({ error: message, stack }, 'a request failed');
      return { ok: false, reason: message };
    }
  });
}
