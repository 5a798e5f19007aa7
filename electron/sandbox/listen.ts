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

/** Ports that are free now, none twice: they are all held until the last one is found. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createProbe());
  const ports = await Promise.all(probes.map((probe) => listen(probe, 0)));
  await Promise.all(probes.map((probe) => new Promise<void>((resolve) => probe.close(() => resolve()))));
  return ports;
}
