/** One numbered event of a running turn: `data` is its JSON text, `seq` counts from 0 without gaps. */
export interface LogFrame {
  seq: number;
  data: string;
}
