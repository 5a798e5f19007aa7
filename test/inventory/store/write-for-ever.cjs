// Writes lists of images over and over until it is killed; tells when it has begun.
const [, , file, libsql] = process.argv;
const Database = require(libsql);
const database = new Database(file, { timeout: 4000 });
for (let turn = 1; ; turn += 1) {
  const repository = (turn % 20) + 1;
  database.exec('BEGIN IMMEDIATE');
  database.prepare('DELETE FROM image WHERE id BETWEEN ? << 20 AND ((? + 1) << 20) - 1').run(repository, repository);
  for (let number = 0; number < 50; number += 1) database.prepare("INSERT INTO image (id, digest, size) VALUES ((? << 20) + ?, ?, ?)").run(repository, number, `sha256:${number}`, turn);
  database.exec('COMMIT');
  if (turn === 30) process.send('going');
}
