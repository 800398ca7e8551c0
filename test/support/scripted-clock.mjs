/**
 * Loaded into the server before it starts (`NODE_OPTIONS=--import`): its clock is wrong by as many milliseconds as the file
 * SCRIPTED_CLOCK says, which a test changes while it runs. Timers go on as they do when the clock of a machine is set.
 */
import { readFileSync } from 'node:fs';

const file = process.env.SCRIPTED_CLOCK;
const TrueDate = Date;
let offset = 0;
const look = () => (offset = Number(readFileSync(file, 'utf8')));

class WrongDate extends TrueDate {
  constructor(...given) {
    if (given.length) super(...given);
    else super(WrongDate.now());
  }

  static now() {
    return TrueDate.now() + offset;
  }
}

if (file) {
  look();
  setInterval(look, 20).unref();
  globalThis.Date = WrongDate;
}
