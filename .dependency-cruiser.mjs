// Who may import whom: ARCHITECTURE.md. `scripts/boundaries.mjs` runs it.

/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */

const pure = ['contract', 'words', 'presence', 'impact', 'incidents', 'rules'];

/** @type {Record<string, readonly string[]>} Each room, and the rooms it may import. */
const rooms = {
  contract: [],
  words: ['contract'],
  presence: ['contract', 'words'],
  impact: ['contract', 'words', 'presence'],
  incidents: ['contract', 'words', 'presence', 'impact'],
  rules: ['contract', 'words'],
  history: pure,
  mqtt: pure,
  actions: pure,
  settings: pure,
  log: pure,
  live: [...pure, 'mqtt', 'settings'],
};
rooms.monitor = Object.keys(rooms);
rooms.rehearsal = Object.keys(rooms);
const allButShells = Object.keys(rooms);
rooms.electron = allButShells;
rooms.headless = allButShells;

const ownFolders = '^(main|renderer|preload|test|scripts)/';
const packagesAndBuiltins = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core'];

/**
 * Packages by name, wherever they are installed, and installed or not.
 * @param {string[]} names
 */
const packages = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

/**
 * @param {string} name
 * @param {string} comment
 * @param {object} from
 * @param {object} to
 * @returns {Rule}
 */
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IFlattenedRuleSet} */
export const rules = {
  forbidden: [
    ...Object.entries(rooms).map(([room, allowed]) =>
      never(
        `${room}-imports-only-below`,
        allowed.length > 0 ? `of the rooms, main/${room} imports ${allowed.join(', ')}` : `main/${room} imports no other room`,
        { path: `^main/${room}/` },
        { path: ownFolders, pathNot: `^main/(${[room, ...allowed].join('|')})/` },
      ),
    ),
    never(
      'every-file-is-in-a-room',
      'a file beside the rooms would escape every rule',
      { pathNot: `^(main/(${Object.keys(rooms).join('|')})|renderer|preload)/|node_modules/` },
      {},
    ),
    never(
      'pure-rooms-stay-pure',
      'no Node and no package: time and everything else comes in as an argument',
      { path: `^main/(${pure.join('|')})/`, pathNot: '^main/(contract|rules)/' },
      { dependencyTypes: packagesAndBuiltins },
    ),
    never(
      'rules-import-only-what-computes',
      'exact decimals, linear-time regular expressions, hashes: pure packages, no other',
      { path: '^main/rules/' },
      { dependencyTypes: packagesAndBuiltins, pathNot: packages('decimal.js', 're2js', '@noble/hashes') },
    ),
    never(
      'rules-load-when-there-are-any',
      'a start without rules does not wait for their packages: import the door, or a type',
      { path: '^main/', pathNot: '^main/(rules/|monitor/rule-b|settings/check-rules|headless/sql-)' },
      {
        path: '^main/rules/',
        pathNot: '^main/rules/(text-of|version|recipe-rule|functions/zone)[.]ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    ),
    never(
      'contract-imports-only-zod',
      'the window takes it in too',
      { path: '^main/contract/' },
      { dependencyTypes: packagesAndBuiltins, pathNot: packages('zod') },
    ),
    never('sqlite-only-in-history', 'history is a port', { pathNot: '^main/history/' }, { path: '^(node:)?sqlite$' }),
    never('mqtt-only-in-mqtt', 'one room knows MQTT.js', { pathNot: '^main/mqtt/' }, { path: packages('mqtt', 'mqtt-packet') }),
    never('aedes-only-in-rehearsal', 'the broker is a rehearsal', { pathNot: '^main/rehearsal/' }, { path: packages('aedes.*') }),
    never('fastify-only-in-headless', 'its shell', { pathNot: '^main/headless/' }, { path: packages('fastify', '@fastify') }),
    never(
      'aws-only-where-it-is-asked',
      'large, and loaded only by who signs in to AWS',
      { pathNot: '^main/(mqtt|actions)/' },
      { path: packages('@aws-sdk', '@smithy') },
    ),
    never('nodemailer-only-in-actions', 'one room sends mail', { pathNot: '^main/actions/' }, { path: packages('nodemailer') }),
    never('pino-only-in-log', 'one room writes the log', { pathNot: '^main/log/' }, { path: packages('pino') }),
    never('electron-only-in-its-shell', 'its shell', { pathNot: '^(main/electron|preload)/' }, { path: packages('electron') }),
    never(
      'electron-store-only-in-its-shell',
      'it imports electron',
      { pathNot: '^main/electron/' },
      { path: packages('electron-store') },
    ),
    never(
      'preload-imports-only-contract',
      'it is one small script',
      { path: '^preload/' },
      { path: ownFolders, pathNot: '^(main/contract|preload)/' },
    ),
    never(
      'preload-imports-only-electron',
      'a sandboxed preload has no other module',
      { path: '^preload/' },
      { dependencyTypes: packagesAndBuiltins, pathNot: packages('electron') },
    ),
    never(
      'renderer-imports-only-contract-and-words',
      'it may be attached to a Willwatch elsewhere',
      { path: '^renderer/' },
      { path: ownFolders, pathNot: '^(main/contract|main/words|renderer)/' },
    ),
    never(
      'contract-crosses-as-types',
      'what the window needs by value belongs in words or in the renderer',
      { path: '^(renderer|preload)/' },
      { path: '^main/contract/', dependencyTypesNot: ['type-only'] },
    ),
    never('renderer-knows-no-node', 'it runs in a browser', { path: '^renderer/' }, { dependencyTypes: ['core'] }),
    never(
      'no-circles',
      'two files that import each other are one file, or want a third',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    never('imports-resolve', 'a module that is not found escapes the other rules', {}, { couldNotResolve: true }),
  ],
};

/** @type {import('dependency-cruiser').ICruiseOptions} */
export const options = {
  // TypeScript 7 has no API that dependency-cruiser understands.
  parser: 'swc',
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
  enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
};
