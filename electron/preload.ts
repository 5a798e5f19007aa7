import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { INVOKE_CHANNEL, TOPIC_CHANNEL } from '../shared/ipc/channels';

/** Three functions and nothing else; a feature never edits this file. */
contextBridge.exposeInMainWorld('berth', {
  /** Answers a Result, as JSON. */
  invoke: (name: string, input: unknown): Promise<string> => ipcRenderer.invoke(INVOKE_CHANNEL, name, input) as Promise<string>,

  /** Tells snapshots, as JSON. */
  subscribe: (topic: string, listener: (payload: string) => void): (() => void) => {
    const hear = (_event: IpcRendererEvent, name: string, payload: string): void => {
      if (name === topic) listener(payload);
    };
    ipcRenderer.on(TOPIC_CHANNEL, hear);
    // Main answers with the first snapshot on the same channel, so that it cannot overtake a change.
    void ipcRenderer.invoke(TOPIC_CHANNEL, topic);
    return () => void ipcRenderer.off(TOPIC_CHANNEL, hear);
  },

  /** Only of a file that a person dropped or chose; one that the page made has no path. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
});
