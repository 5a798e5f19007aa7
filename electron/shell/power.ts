import { net, powerMonitor } from 'electron';

export interface PowerEvents {
  /** The machine is about to sleep. */
  onSuspend: () => void;
  /** The machine woke up: clocks have jumped, connections are dead, tokens may be past half of their life. */
  onResume: () => void;
  /** A person unlocked the screen (macOS and Windows tell). */
  onUnlock: () => void;
  /** The network came or went. */
  onOnline: (online: boolean) => void;
}

/** How often Electron is asked whether there is a network: it has no event for it in the main process. */
const LOOK_MS = 10_000;

/** Reports waking up and the network's coming and going; returns how to stop. Only after `ready`. */
export function watchPower({ onSuspend, onResume, onUnlock, onOnline }: PowerEvents): () => void {
  let online = net.isOnline();
  if (!online) onOnline(false);
  const look = setInterval(() => {
    const now = net.isOnline();
    if (now === online) return;
    online = now;
    onOnline(now);
  }, LOOK_MS);
  powerMonitor.on('suspend', onSuspend);
  powerMonitor.on('resume', onResume);
  powerMonitor.on('unlock-screen', onUnlock);
  return () => {
    clearInterval(look);
    powerMonitor.off('suspend', onSuspend);
    powerMonitor.off('resume', onResume);
    powerMonitor.off('unlock-screen', onUnlock);
  };
}
