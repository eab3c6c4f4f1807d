import type { ErrorParts } from "@sluice/core";
import type { Command, CommanderError } from "commander";

/**
 * The command line was not understood: exit status 2.
 *
 * Light, so that parsing flags needs nothing of the library; it is told as E_USAGE (see tellError).
 */
export class WrongUsage extends Error {
  readonly parts: ErrorParts;

  constructor(parts: ErrorParts) {
    super(`${parts.where}: expected ${parts.expected}, got ${parts.got}`);
    this.name = "WrongUsage";
    this.parts = parts;
  }
}

/** The full name of a command: "sluice forecast". */
const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

/** What the parser found wrong, in the words of every other error. */
export function usageOf({ code, message }: CommanderError, command: Command): WrongUsage {
  const where = nameOf(command);
  const named = /'([^']*)'/.exec(message)?.[1] ?? message;
  const similar = /Did you mean (?:one of )?(.+?)\?\)/.exec(message)?.[1];
  const help = `${where} --help`;
  const problem = (expected: string, got: string, hint = help) => new WrongUsage({ where, expected, got, hint });
  switch (code) {
    case "commander.unknownOption":
      return problem("one of its flags", named, similar?.replaceAll(", ", " or "));
    case "commander.unknownCommand":
      return problem("one of its commands", named, similar?.replaceAll(", ", " or "));
    case "commander.missingArgument":
      return problem(`the argument ${named.toUpperCase()}`, "none");
    case "commander.optionMissingArgument":
      return problem(`a value: ${named}`, "none");
    case "commander.excessArguments":
      return command.registeredArguments[0] === undefined
        ? problem("no argument", "one or more")
        : problem(`the argument ${command.registeredArguments[0].name().toUpperCase()}`, "several arguments");
    default:
      return problem("what its help shows", message.replace(/^error: /, ""));
  }
}
