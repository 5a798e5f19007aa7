import type Docker from 'dockerode';

/** A request that dockerode has no method for. @throws the modem's errors: `statusCode` where the engine answered. */
export function dial(docker: Docker, options: Parameters<Docker['modem']['dial']>[0]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(options, (error: Error | null, answer: unknown) => {
      if (error === null || error === undefined) resolve(answer);
      else reject(error);
    });
  });
}
