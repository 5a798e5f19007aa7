// A TCP proxy as a process of its own: every byte takes half the round trip each way, and a connection carries so many bytes a second.
// Arguments: target port, round trip in milliseconds, MB/s a connection. Prints its port.
import { connect, createServer } from 'node:net';

const [target, roundTrip, rate] = process.argv.slice(2).map(Number);

const forward = (from, to) => {
  const queue = [];
  let freeAt = 0;
  let pending = 0;
  let timer;
  const pump = () => {
    timer = undefined;
    const now = performance.now();
    while (queue.length > 0 && queue[0].at <= now) {
      const { bytes } = queue.shift();
      if (bytes === undefined) return void to.end();
      pending -= bytes.length;
      to.write(bytes);
    }
    if (pending < 4e6) from.resume();
    if (queue.length > 0) timer = setTimeout(pump, Math.max(0, queue[0].at - performance.now()));
  };
  const put = (bytes) => {
    const now = performance.now();
    freeAt = Math.max(now, freeAt) + (bytes === undefined ? 0 : bytes.length / (rate * 1000));
    queue.push({ at: freeAt + roundTrip / 2, bytes });
    timer ??= setTimeout(pump, Math.max(0, queue[0].at - now));
  };
  from.on('data', (bytes) => {
    pending += bytes.length;
    if (pending > 8e6) from.pause();
    put(bytes);
  });
  from.on('end', () => put(undefined));
  from.on('error', () => to.destroy());
};

const server = createServer((client) => {
  const upstream = connect(target, '127.0.0.1');
  for (const socket of [client, upstream]) socket.setNoDelay(true);
  forward(client, upstream);
  forward(upstream, client);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
