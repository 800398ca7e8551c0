/** `rai user …`: accounts from the command line, also where registration is closed. */
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { Accounts } from '../auth/accounts/accounts.js';
import { loadConfiguration } from '../config/configuration.js';
import { withAccounts } from './accounts-context.js';

interface PasswordOptions {
  password?: string;
}

export function addUserCommands(program: Command): void {
  const user = program.command('user').description('accounts of this server');
  user
    .command('create <name>')
    .description('make an account; the first one becomes administrator')
    .option('--password <password>', 'else it is asked for, or read from standard input')
    .option('--admin', 'make it an administrator')
    .action(async (name: string, options: PasswordOptions & { admin?: boolean }) => {
      const password = options.password ?? (await askPassword());
      const made = await onAccounts((accounts) =>
        accounts.create({ username: name, password, role: options.admin ? 'admin' : 'user' }),
      );
      say(`${made.username} (${made.role}) was made.`);
    });
  user
    .command('set-password <name>')
    .description('set a password and end every sign-in of the account')
    .option('--password <password>', 'else it is asked for, or read from standard input')
    .action(async (name: string, options: PasswordOptions) => {
      const password = options.password ?? (await askPassword());
      const changed = await onAccounts((accounts) => accounts.setPassword(name, password));
      say(`The password of ${changed.username} was set.`);
    });
  user
    .command('promote <name>')
    .description('make an account an administrator')
    .action(async (name: string) => {
      const changed = await onAccounts((accounts) => accounts.promote(name));
      say(`${changed.username} is an administrator.`);
    });
  user
    .command('list')
    .description('all accounts, oldest first')
    .action(() => onAccounts(list));
}

function onAccounts<T>(work: (accounts: Accounts) => Promise<T>): Promise<T> {
  return withAccounts(loadConfiguration(), (get) => work(get(Accounts)));
}

async function list(accounts: Accounts): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await accounts.list({ limit: 100, cursor });
    for (const { id, username, role, disabled, createdAt } of page.items) {
      say([id, createdAt, role, disabled ? 'disabled' : 'active', username].join('\t'));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}

/** From the terminal where there is one, else the first line of standard input. */
async function askPassword(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdin.isTTY ? process.stderr : undefined });
  try {
    if (process.stdin.isTTY) return await terminal.question('Password: ');
    const first = await terminal[Symbol.asyncIterator]().next();
    return first.done ? '' : first.value;
  } finally {
    terminal.close();
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
