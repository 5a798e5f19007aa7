// Electron's default application in short: runs the folder or file named on the command line. The runtime from the npm
// registry comes without one, and `electron PATH ARGS` needs it.
const { app } = require('electron');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const Module = require('node:module');

const readArguments = (args) => {
  const preloads = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-r' || args[i] === '--require') preloads.push(args[++i]);
    else if (!args[i].startsWith('-')) return { preloads, target: resolve(args[i]) };
  }
  return { preloads };
};

const { preloads, target } = readArguments(process.argv.slice(1));
if (!target) {
  console.error('usage: electron [-r MODULE] PATH');
  process.exit(1);
}
// Electron's own marks a development start this way; it must hold before any preloaded module looks.
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
if (preloads.length > 0) Module._preloadModules(preloads);

const manifest = join(target, 'package.json');
if (existsSync(manifest)) {
  const { name, productName, version } = JSON.parse(readFileSync(manifest, 'utf8'));
  app.name = productName ?? name ?? app.name;
  if (version) app.setVersion(version);
}
const entry = Module._resolveFilename(target, null, true);
app.setAppPath(existsSync(manifest) ? target : dirname(entry));
// Loaded at once: privileged schemes must be registered before Electron is ready.
Module._load(entry, Module, true);
