import {
  type Authenticate,
  grantOf,
  type LoginAttempt,
  type LoginGrant,
  type LoginMethod,
  methodsOf,
} from "./authentication.ts";
import { mergeRestrictions } from "./restrictions.ts";

/** Lets in a client that one of these lets in. */
export function anyOf(...ways: readonly Authenticate[]): Authenticate {
  const authenticate = async (attempt: LoginAttempt): Promise<boolean | LoginGrant> => {
    for (const way of ways) {
      const decision = await way(attempt);
      if (grantOf(decision)) return decision;
    }
    return false;
  };
  return Object.assign(authenticate, { methods: allMethods(ways) });
}

/**
 * Lets in a client that every one of these has let in, in any order: `allOf(authorizedKeys(...), passwords(...))` needs a
 * key and a password. After each step the client is told of the partial success and of the methods that are left.
 *
 * @throws TypeError if there is nothing to satisfy
 */
export function allOf(...ways: readonly Authenticate[]): Authenticate {
  if (ways.length === 0) throw new TypeError("allOf() needs at least one way to log in");
  const authenticate = async (attempt: LoginAttempt): Promise<boolean | LoginGrant> => {
    for (const [index, way] of ways.entries()) {
      const grant = grantOf(await way(attempt));
      if (!grant) continue;
      const left = ways.toSpliced(index, 1);
      if (grant.next) left.unshift(grant.next);
      const { restrictions } = grant;
      return left.length === 0 ? { restrictions } : { next: restricted(left, restrictions), restrictions };
    }
    return false;
  };
  return Object.assign(authenticate, { methods: allMethods(ways) });
}

/** What is left, which carries on what the steps before have restricted. */
function restricted(left: readonly Authenticate[], restrictions: LoginGrant["restrictions"]): Authenticate {
  const rest = allOf(...left);
  const authenticate = async (attempt: LoginAttempt): Promise<boolean | LoginGrant> => {
    const grant = grantOf(await rest(attempt));
    return grant ? { ...grant, restrictions: mergeRestrictions(restrictions, grant.restrictions) } : false;
  };
  return Object.assign(authenticate, { methods: methodsOf(rest) });
}

function allMethods(ways: readonly Authenticate[]): LoginMethod[] {
  return [...new Set(ways.flatMap((way) => methodsOf(way)))];
}
