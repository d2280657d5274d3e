import type { CallOptions } from "../../session/callOptions.ts";
import type { Session } from "../../session/session.ts";

type Room = Pick<CallOptions, "reservation">;

/** A number for each session, so that everybody reserves room in the same order and nobody waits for nobody. */
const numbers = new WeakMap<Session, number>();
let count = 0;

/** Does work that needs a handle at each of two sessions, which may be one, once there is room for both. */
export async function withRoom<T>(
  one: Session,
  other: Session,
  signal: AbortSignal | undefined,
  work: (one: Room, other: Room) => Promise<T>,
): Promise<T> {
  if (one === other) {
    return one.room.during(2, signal, (reservation) => work({ reservation }, { reservation }));
  }
  if (numberOf(one) > numberOf(other)) return withRoom(other, one, signal, (b, a) => work(a, b));
  return one.room.during(1, signal, (first) =>
    other.room.during(1, signal, (second) => work({ reservation: first }, { reservation: second })),
  );
}

function numberOf(session: Session): number {
  const number = numbers.get(session) ?? count++;
  numbers.set(session, number);
  return number;
}
