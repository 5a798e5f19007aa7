/** The only way from the window to the rest of Berth: the preload's two functions, with the contract's types. */
import { type Result } from '../../shared/errors';
import type { CommandInput, CommandName, CommandOutput, TopicName, TopicPayload } from '../../shared/ipc/contract';
/** What the preload exposes as `window.berth`. Nothing else of Electron reaches the window. */
export interface BerthBridge {
    invoke(name: CommandName, input: unknown): Promise<Result<unknown>>;
    /** Delivers the current snapshot at once and every later one; the answer ends it. */
    subscribe(topic: TopicName, listener: (payload: unknown) => void): () => void;
}
declare global {
    interface Window {
        readonly berth: BerthBridge;
    }
}
/** Commands and topics with their types. Main has validated what arrives, so it is taken as the contract says. */
export declare class BerthClient {
    #private;
    constructor(bridge: BerthBridge);
    /** Runs one command. @throws AppError as the command answered it. */
    invoke<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
    subscribe<N extends TopicName>(topic: N, listener: (payload: TopicPayload<N>) => void): () => void;
}
