/** Writes ever higher numbers into every file that Berth keeps, and says each once it is written, until it is killed. */
import { writeSync } from 'node:fs';
import { keptFiles } from './kept-files';

const [folder = '', round = '', first = '0', only = ''] = process.argv.slice(2);

async function writeForEver(file: ReturnType<typeof keptFiles>[number]): Promise<void> {
  for (let n = Number(first); ; n += 1) {
    await file.write(n);
    // At once and in one piece: what is said was written.
    writeSync(1, `${file.name}\t${n}\n`);
  }
}

for (const file of keptFiles(folder, round)) if (only === '' || only.split(',').includes(file.name)) void writeForEver(file);
