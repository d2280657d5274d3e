export { fullMode, made, type Node, Tree } from "@sftp/testing";
