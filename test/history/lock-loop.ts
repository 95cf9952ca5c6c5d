import { lockForWriting } from '../../main/history/writer-lock.ts';

// Takes the lock of a folder, says so, and waits to be killed.
const locked = lockForWriting(process.argv[2] ?? '', { pid: process.pid, host: 'here', command: 'test', since: 1 });
process.stdout.write(locked.ok ? 'locked\n' : 'refused\n');
setInterval(() => undefined, 1000);
