import type { Pace } from "../plan.ts";

/**
 * When requests are due: the time of each slot in ms since the run's start, growing, Infinity after the last.
 * Computed from the slot's number, so that nothing drifts.
 */
export type Schedule = (slot: number) => number;

/** The schedule of a pace, or undefined for a closed loop. The warm-up runs at the rate that measuring starts with. */
export function createSchedule(pace: Pace, warmUp: number): Schedule | undefined {
  if (pace.kind === "closed") return undefined;
  if (pace.kind === "rate") return (slot) => (slot * 1000) / pace.rate;
  const pieces = piecesOf(
    [{ target: pace.startRate, duration: warmUp }, ...pace.stages].filter(({ duration }) => duration > 0),
    pace.startRate,
  );
  return (slot) => {
    for (const piece of pieces) {
      if (slot < piece.firstSlot + piece.slots)
        return piece.startsAt + timeInPiece(piece, slot - piece.firstSlot);
    }
    return Infinity;
  };
}

interface Piece {
  readonly startsAt: number;
  readonly duration: number;
  /** Rates in requests per ms. */
  readonly from: number;
  readonly to: number;
  /** Slots due before the piece starts, not always whole. */
  readonly firstSlot: number;
  readonly slots: number;
}

function piecesOf(
  stages: readonly { readonly target: number; readonly duration: number }[],
  startRate: number,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let [startsAt, firstSlot, from] = [0, 0, startRate / 1000];
  for (const { target, duration } of stages) {
    const to = target / 1000;
    const slots = ((from + to) / 2) * duration;
    pieces.push({ startsAt, duration, from, to, firstSlot, slots });
    startsAt += duration;
    firstSlot += slots;
    from = to;
  }
  return pieces;
}

/** The time at which n slots are due: n = from·t + (to − from)·t² / 2·duration, solved without cancellation. */
function timeInPiece({ from, to, duration }: Piece, n: number): number {
  return n <= 0 ? 0 : (2 * n) / (from + Math.sqrt(from * from + (2 * n * (to - from)) / duration));
}
