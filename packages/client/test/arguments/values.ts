/** Values of all kinds, by what they are: each is wrong for every parameter whose type it cannot be assigned to. */
export const values = {
  null: null,
  undefined,
  boolean: true as const,
  nan: Number.NaN as number,
  bigint: 10n as bigint,
  word: "wrong word" as string,
  symbol: Symbol("wrong") as symbol,
  function: (): never => {
    throw new Error("wrong");
  },
  array: [[]] as never[][],
  arrayOfObjects: [{ wrong: 1 }],
  unknownOption: { wrong: 1 },
  misspelt: { singal: 1, tiemout: 1 },
  date: new Date(0),
  map: new Map([["wrong", { wrong: 1 }]]),
  promise: Promise.resolve({ wrong: 1 }),
  regExp: /wrong/,
  buffer: Buffer.from("wrong"),
  weakMap: new WeakMap<object, number>(),
  set: new Set([{ wrong: 1 }]),
  error: new Error("wrong"),
};

/** What a parameter is given where another one is tried: the first that its type takes. */
export const valid = {
  path: "/f" as string,
  number: 1 as number,
  boolean: false as boolean,
  buffer: Buffer.from("x"),
  pair: [1, 1] as [number, number],
  blocks: [[0, 1]] as [number, number][],
  numbers: [1] as number[],
  place: { remote: "/f" } as { remote: string },
  function: (): void => {},
  undefined,
};
