/**
 * A path made absolute and freed of ".", ".." and empty components, by its text alone; ".." at the root stays there.
 * What is not absolute counts from the root.
 */
export function normalizePath(path: string): string {
  const components: string[] = [];
  for (const component of path.split("/")) {
    if (component === "..") components.pop();
    else if (component !== "" && component !== ".") components.push(component);
  }
  return `/${components.join("/")}`;
}
