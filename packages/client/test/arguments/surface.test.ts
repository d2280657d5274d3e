import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  API,
  type Checker,
  type Program,
  SignatureKind,
  type Symbol as TypeSymbol,
  type Type,
} from "typescript/unstable/sync";
import type { ParameterDeclaration } from "typescript/unstable/ast";
import { afterAll, describe, expect, it } from "vitest";
import { connectModel } from "../model/connectModel.ts";
import { Tree } from "../model/tree.ts";
import { temporaryDirectory } from "../transfer/temporaryDirectory.ts";
import { valid, values } from "./values.ts";

/** The types of this package, as TypeScript has them. */
const root = fileURLToPath(new URL("../../../..", import.meta.url));
const api = new API({ cwd: root });
const [project] = api
  .updateSnapshot({ openProjects: [fileURLToPath(new URL("../tsconfig.json", import.meta.url))] })
  .getProjects();
const { checker, program } = project! as { checker: Checker; program: Program };
afterAll(() => api.close());

function exported(file: RegExp, name: string): TypeSymbol {
  const path = program.getSourceFileNames().find((each) => file.test(each));
  const module = checker.getSymbolAtLocation(program.getSourceFile(path!)!)!;
  return checker.getExportsOfModule(module).find((each) => each.name === name)!;
}

/** The types of a table's entries, by their names. */
function typesOf(name: string): Map<string, Type> {
  const table = checker.getTypeOfSymbol(exported(/arguments\/values\.ts$/, name))!;
  return new Map(
    checker.getPropertiesOfType(table).map((entry) => [entry.name, checker.getTypeOfSymbol(entry)!]),
  );
}

const valueTypes = typesOf("values");
const validTypes = typesOf("valid");
const table: Readonly<Record<string, unknown>> = values;
const validTable: Readonly<Record<string, unknown>> = valid;

/** A parameter: its types in all overloads, and whether it may be left out in one of them. */
interface Parameter {
  readonly name: string;
  readonly types: readonly Type[];
  readonly isOptional: boolean;
}

interface Method {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** What is protected. */
const INTERNAL: ReadonlySet<string> = new Set(["inTurn", "mustBe", "settled"]);

/** The methods of a class or interface, from its type alone. */
function methodsOf(type: Type): Method[] {
  return checker.getPropertiesOfType(type).flatMap((property) => {
    if (property.name.startsWith("_") || INTERNAL.has(property.name)) return [];
    const signatures = checker.getSignaturesOfType(checker.getTypeOfSymbol(property)!, SignatureKind.Call);
    const parameters: Parameter[] = [];
    for (const signature of signatures) {
      for (const [index, symbol] of signature.getParameters().entries()) {
        const types = [...(parameters[index]?.types ?? []), checker.getTypeOfSymbol(symbol)!];
        const isOptional = parameters[index]?.isOptional === true || mayBeLeftOut(symbol);
        parameters[index] = { name: symbol.name, types, isOptional };
      }
    }
    return signatures.length === 0 ? [] : [{ name: property.name, parameters }];
  });
}

function mayBeLeftOut(symbol: TypeSymbol): boolean {
  const { questionToken, initializer } = symbol.valueDeclaration!.resolve(project!) as ParameterDeclaration;
  return questionToken !== undefined || initializer !== undefined;
}

function takes({ types }: Parameter, value: Type): boolean {
  return types.some((type) => checker.isTypeAssignableTo(value, type));
}

/** The values that the type refuses; what is no number is refused by every number too. */
function wrongFor(parameter: Parameter): string[] {
  return [...valueTypes]
    .filter(([name, type]) => name === "nan" || !takes(parameter, type))
    .map(([name]) => name)
    .filter((name) => name !== "undefined" || !parameter.isOptional);
}

function validFor(parameter: Parameter): unknown {
  const found = [...validTypes].find(([, type]) => takes(parameter, type));
  return found === undefined ? undefined : validTable[found[0]];
}

/** The types of a union, or the only one. */
function membersOf(type: Type): Type[] {
  return type.isUnionType() ? type.getTypes().flatMap(membersOf) : [type];
}

/** The options among the types of a parameter, each with its type. */
function optionsOf({ types }: Parameter): Parameter[] {
  const found = new Map<string, Type[]>();
  for (const type of types.flatMap(membersOf)) {
    const properties = checker.getPropertiesOfType(type);
    if (!properties.some(({ name }) => name === "signal")) continue;
    for (const property of properties)
      found.set(property.name, [...(found.get(property.name) ?? []), checker.getTypeOfSymbol(property)!]);
  }
  return [...found].map(([name, each]) => ({ name, types: each, isOptional: true }));
}

/** Calls of a method, each with one wrong value: what they are, and their arguments. */
function* wrongCalls({ parameters }: Method): Generator<[what: string, values: unknown[]]> {
  const good = parameters.map((parameter, index) =>
    index === parameters.length - 1 && optionsOf(parameter).length > 0 ? undefined : validFor(parameter),
  );
  for (const [index, parameter] of parameters.entries()) {
    for (const name of wrongFor(parameter))
      yield [`${parameter.name}: ${name}`, good.with(index, table[name])];
    for (const option of optionsOf(parameter)) {
      for (const name of wrongFor(option)) {
        for (const more of [{}, { recursive: true }])
          yield [
            `${parameter.name}.${option.name}: ${name}`,
            good.with(index, { ...more, [option.name]: table[name] }),
          ];
      }
    }
  }
}

/** What a call came to. */
async function outcome(target: object, name: string, parameters: unknown[]): Promise<unknown> {
  try {
    return await (Reflect.get(target, name) as (...all: unknown[]) => unknown).apply(target, parameters);
  } catch (error) {
    return error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError;
}

const client = methodsOf(
  checker.getDeclaredTypeOfSymbol(exported(/client\/(src|dist)\/client\.(d\.)?ts$/, "SFTPClient")),
);
const file = methodsOf(checker.getDeclaredTypeOfSymbol(exported(/file\/sftpFile\.(d\.)?ts$/, "SFTPFile")));

describe("the public surface", () => {
  it("is seen by these tests", () => {
    expect(client.length).toBeGreaterThan(50);
    expect(file.length).toBeGreaterThan(20);
    expect(client.find(({ name }) => name === "get")!.parameters.flatMap(optionsOf).length).toBeGreaterThan(
      15,
    );
  });

  it.each(client)(
    "[C-18] SFTPClient.$name refuses what its types refuse, before anything is done",
    async (method) => {
      const local = await temporaryDirectory();
      const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "old").directory("/d") });
      const before = server.peer.received.length;
      for (const [what, parameters] of wrongCalls(method)) {
        const result = await outcome(sftp, method.name, parameters);
        expect(isRefusal(result) ? undefined : result, `${method.name}, ${what}`).toBeUndefined();
        expect(server.peer.received.length, `${method.name}, ${what}`).toBe(before);
      }
      expect(readdirSync(local)).toEqual([]);
    },
  );

  it.each(file)(
    "[C-18] SFTPFile.$name refuses what its types refuse, before anything is done",
    async (method) => {
      const { sftp, server } = await connectModel({ tree: new Tree().file("/f", "old") });
      const opened = await sftp.open("/f", "r+");
      const before = server.peer.received.length;
      for (const [what, parameters] of wrongCalls(method)) {
        const result = await outcome(opened, method.name, parameters);
        expect(isRefusal(result) ? undefined : result, `${method.name}, ${what}`).toBeUndefined();
        expect(server.peer.received.length, `${method.name}, ${what}`).toBe(before);
      }
      await opened.close();
    },
  );
});
