import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';

/** What the end-to-end tests need, and the program by which we know that it is there. */
const packages = {
  chromium: 'chromium',
  mosquitto: 'mosquitto',
  'mosquitto-clients': 'mosquitto_sub',
  dbus: 'dbus-daemon',
  'libnotify-bin': 'notify-send',
  openssl: 'openssl',
  iproute2: 'ss',
};

/**
 * Installs the Debian packages that are missing. A service that such a package brings is neither started nor left enabled.
 * Throws a `Problem` with the one command to run when it may not.
 */
export async function installDebianPackages() {
  const missing = Object.entries(packages).flatMap(([name, program]) => (isOnPath(program) ? [] : [name]));
  if (spawnSync('/usr/bin/python3', ['-c', 'import gi']).status !== 0) missing.push('python3-gi');
  if (missing.length === 0) return;
  const root = asRoot();
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!isOnPath('apt-get'))
    throw new Problem(`The end-to-end tests need these Debian packages, or what they contain: ${missing.join(' ')}`);
  if (!root) throw new Problem(`The end-to-end tests need some Debian packages. Run this once:\n  sudo sh -c '${command}'`);
  console.error(`Installing the Debian packages ${missing.join(' ')} (a minute or two, the first time only) …`);
  const [first = 'sh', ...rest] = [...root, 'sh', '-c', script, 'sh', ...missing];
  const { code, output } = await run(first, rest, { quiet: true });
  if (code !== 0)
    throw new Problem(`${output.trim()}\nThe Debian packages could not be installed. The command was:\n  ${command}`);
}

// policy-rc.d keeps a fresh mosquitto from taking port 1883 even for a moment; an existing policy is somebody's decision and stays.
const script = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod 755 $policy
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
for name in "$@"; do
  if [ "$name" = mosquitto ]; then
    if [ -d /run/systemd/system ]; then systemctl disable --now mosquitto
    else service mosquitto stop; update-rc.d mosquitto disable
    fi || true
  fi
done
`;

/** The words that make a command run as root, or `null` where we may not. */
function asRoot() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : null;
}

/** @param {string} program */
function isOnPath(program) {
  // Daemons are in sbin, which a person's PATH on Debian leaves out.
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
