/** The two channels of Electron's IPC; command and topic names are data on them. Apart, so that the preload stays tiny. */
export const INVOKE_CHANNEL = 'berth:invoke';
export const TOPIC_CHANNEL = 'berth:topic';
