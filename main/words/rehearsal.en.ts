import { count, number } from './counts.en.ts';

/** What the rehearsal says, its stories included. */
export const rehearsalEn = {
  title: 'Rehearsal',
  intro:
    'A small site with its own broker, on this computer. Unplug things and see what Willwatch says. Nothing of it touches your brokers.',
  start: 'Start the rehearsal',
  stop: 'Stop the rehearsal',
  starting: 'Starting…',
  runningOn: (url: string) => `Running on ${url}`,
  stopped: 'Not running',
  emptyTitle: 'A site to practise on',
  emptyBody:
    'Starts a broker, a router, gateways and devices that behave like real ones. Then pull a plug and watch the last wills arrive.',
  tree: 'The site',
  kinds: { router: 'Router', gateway: 'Gateway', device: 'Device' },
  states: {
    running: 'Running',
    starting: 'Starting',
    unplugged: 'Unplugged',
    dark: 'No power from above',
    'shut-down': 'Shut down',
  },
  unplug: 'Unplug',
  shutDown: 'Shut down',
  restore: 'Restore',
  unplugWhy: 'No power, no goodbye: its last will comes',
  shutDownWhy: 'Signs off cleanly: no last will',
  restoreWhy: 'Power back',
  actOn: (act: string, name: string) => `${act}: ${name}`,
  below: (gateways: number, devices: number) =>
    [gateways > 0 ? count(gateways, 'gateway', 'gateways') : '', devices > 0 ? count(devices, 'device', 'devices') : '']
      .filter(Boolean)
      .join(', '),
  notRunning: (n: number) => `${number(n)} down`,
  expand: (name: string) => `Unfold ${name}`,
  collapse: (name: string) => `Fold ${name}`,
  devicePage: (name: string) => `Open ${name} as a device`,
  story: {
    title: 'Stories',
    intro: 'Each plays by itself, or step by step, and leaves the site as it was.',
    start: 'Play',
    startOf: (title: string) => `Play the story: ${title}`,
    pause: 'Pause',
    run: 'Go on',
    next: 'Next step',
    stop: 'Stop',
    close: 'Put away',
    step: (n: number, of: number) => `Step ${n} of ${of}`,
    inSeconds: (n: number) => `next in ${n} s`,
    paused: 'paused',
    done: 'The story is over. Everything is as it was before.',
    look: 'Look for',
  },
  stories: {
    'power-loss': {
      title: 'Router loses power',
      about: 'One cause, 123 consequences: what you are told, and what not.',
      happens: [
        'The router loses its power, and everything behind it: 3 gateways and 120 devices.',
        'Nobody knows yet when the power will be back.',
        'The power is back. Everything boots and says that it is online.',
      ] as readonly string[],
      look: [
        'All last wills arrive within a second. After the hold there is one alert, for the router, and not 124. Above the page stands what hangs on it.',
        'Open the router: the verdict, its last will, and which downstream gateways and devices it takes down, confirmed by their own wills.',
        'The outage is over and says how long it lasted. The history has one row, with all that it took down folded inside.',
      ] as readonly string[],
    },
    flapping: {
      title: 'Gateway flaps',
      about: 'A bad cable: a gateway goes and comes back, again and again.',
      happens: [
        'The gateway in the north goes.',
        'It is back.',
        'It goes again.',
        'It is back.',
        'It goes a third time.',
        'It is back.',
        'It goes a fourth time.',
        'It is back, and stays.',
      ] as readonly string[],
      look: [
        'One alert after the hold, as for any loss.',
        'Online again; the outage has its length.',
        'The second alert.',
        'The losses of the last day beside its name grow.',
        'The third alert, and the last of its kind.',
        'Three outages of its own in the history.',
        'The alert now says that it comes and goes. From here on you are left in peace; the history has every loss.',
        'The last outage is closed.',
      ] as readonly string[],
    },
    sleep: {
      title: 'Laptop sleeps',
      about: 'What happened while the lid was closed, and what nobody can know of it.',
      happens: [
        'This computer falls asleep: for the site, Willwatch hears nothing any more.',
        'Meanwhile the gateway in the south loses its power.',
        'The lid opens. Willwatch connects anew and reads what the broker kept.',
        'The gateway gets its power back.',
      ] as readonly string[],
      look: [
        'Nothing changes on the page. A closed laptop is no outage.',
        'The site below shows it; the devices page does not. Nobody here can have seen it.',
        'A blind spot in the history, from the sleep until now. The gateway was lost between the two, and not at a time that we made up.',
        'The outage is over; its beginning stays an interval.',
      ] as readonly string[],
    },
    'broker-restart': {
      title: 'Broker restarts',
      about: 'The eyes are gone, not the devices.',
      happens: [
        'The broker stops, and with it every connection: those of the devices and ours.',
        'The broker is back. The devices connect, and so does Willwatch, at its next try.',
        'All is quiet.',
      ] as readonly string[],
      look: [
        'The chip above says that we are blind, and why. After five seconds the devices are Unknown, not Lost, and nobody is alarmed.',
        'The chip counts down to the next try. Then every device is online again, without an outage.',
        'The history has the time in which we could not see, as a row of its own.',
      ] as readonly string[],
    },
  },
  hintTitle: 'Try this',
  hints: [
    'Unplug the router: everything below loses its power, and you see one outage with what it takes down.',
    'Shut a device down: it says goodbye, and nobody is alarmed.',
    'Unplug and restore within the hold: it counts as a blip, and you are not told.',
  ] as readonly string[],
};

/** What every language must say of it. */
export type RehearsalWords = typeof rehearsalEn;
