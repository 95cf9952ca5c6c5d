// The only way from the sandboxed window to main: two channels, no more.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { AskChannel, BridgeReply, PushChannel } from '../main/contract/bridge.ts';
import type { Push } from '../main/contract/pushes.ts';
import type { Answers, RequestInput, RequestName, Transport } from '../main/contract/requests.ts';

const ASK: AskChannel = 'desk:ask';
const PUSH: PushChannel = 'desk:push';

const transport: Transport = {
  request: async <N extends RequestName>(name: N, input: RequestInput<N>): Promise<Answers[N]> => {
    const reply = (await ipcRenderer.invoke(ASK, name, input)) as BridgeReply<Answers[N]>;
    if (!reply.ok) throw new Error(reply.reason);
    return reply.value;
  },
  subscribe: (listener, online) => {
    const hear = (_event: IpcRendererEvent, push: Push): void => listener(push);
    ipcRenderer.on(PUSH, hear);
    // A window and its main live and die together: the stream is always up.
    online?.(true);
    return () => void ipcRenderer.removeListener(PUSH, hear);
  },
};

contextBridge.exposeInMainWorld('willwatch', transport);
