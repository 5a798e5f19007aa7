import { createServer as createProbe, type Server } from 'node:net';
import { AppError } from '../../shared/errors';

export const LOOPBACK = '127.0.0.1';

/** Listens on loopback; `port` 0 takes any that is free. Answers the port. @throws AppError `sandbox-failed` when it is taken. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message = cause.code === 'EADDRINUSE' ? `Port ${port} is in use by another program.` : `The sandbox cannot listen on port ${port}.`;
      reject(new AppError('sandbox-failed', message, { hint: 'Stop the other sandbox or program, or choose another port.', cause }));
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Takes ports that are free now, none twice, and keeps them from everybody until `release`, which may be called again. */
export async function holdPorts(count: number): Promise<{ ports: number[]; release: () => Promise<void> }> {
  const holders = Array.from({ length: count }, () => createProbe());
  const ports = await Promise.all(holders.map((holder) => listen(holder, 0)));
  return {
    ports,
    release: async () => void (await Promise.all(holders.map((holder) => new Promise<void>((resolve) => holder.close(() => resolve()))))),
  };
}
