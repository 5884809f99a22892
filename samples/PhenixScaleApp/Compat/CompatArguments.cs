namespace PhenixScaleApp.Compat;

/// <summary>Reads a command line like Python's argparse, with unique abbreviations, for example <c>--dry</c>.</summary>
internal static class CompatArguments
{
    /// <summary>Reads arguments up to the first invalid one, or up to a request for help or the version.</summary>
    /// <param name="command">Options from the environment.</param>
    /// <returns>The command, and the mistakes with the messages of the reference; empty if the command is
    /// valid.</returns>
    public static (CommandLine Command, IReadOnlyList<string> Mistakes) Read(CommandLine command, IReadOnlyList<string> args)
    {
        foreach (string argument in args)
        {
            string? option = OptionOf(argument);
            if (option is CommandLine.HelpOption or CommandLine.VersionOption)
            {
                return (command.With(option), []);
            }

            if (option is null && FindMistake(command, argument) is { } mistake)
            {
                return (command, [mistake]);
            }

            command = option is null ? command with { Stage = argument } : command.With(option);
        }

        if (command.Stage.Length == 0)
        {
            return (command, ["the following arguments are required: stage"]);
        }

        return (command, command.VerifyMistake.Length == 0 ? [] : [$"argument --verify: {command.VerifyMistake}"]);
    }

    private static string? FindMistake(CommandLine command, string argument)
    {
        if ((argument.StartsWith('-') && argument.Length > 1) || command.Stage.Length > 0)
        {
            return $"unrecognized arguments: {argument}";
        }

        return CommandLine.Stages.Contains(argument)
            ? null
            : $"argument stage: invalid choice: '{argument}' (choose from {string.Join(", ", CommandLine.Stages)})";
    }

    private static string? OptionOf(string argument)
    {
        if (argument == "-h")
        {
            return CommandLine.HelpOption;
        }

        string[] found = argument.Length > 2
            ? [.. CommandLine.Options.Where(option => option.StartsWith(argument, StringComparison.Ordinal))]
            : [];
        return found.Length == 1 ? found[0] : null;
    }
}
