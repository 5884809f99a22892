namespace PhenixScaleApp.Compat;

/// <summary>
/// Reads a command line as the reference does: Python's argparse takes an option that is cut short while it stays unique, as in
/// <c>--dry</c>.
/// </summary>
internal static class CompatArguments
{
    /// <summary>Reads arguments up to the first that is wrong, or that asks for help or the version.</summary>
    /// <param name="command">What the environment asks for.</param>
    /// <param name="args">The arguments.</param>
    /// <returns>The command, and what is wrong with it in the words of the reference; none when it can be run.</returns>
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
