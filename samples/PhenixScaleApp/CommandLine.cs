namespace PhenixScaleApp;

/// <summary>What the command line asks for.</summary>
/// <param name="Stage">One of <see cref="Stages"/>.</param>
/// <param name="DryRun">Nothing outside of the machine is touched.</param>
/// <param name="Compat">Behave as the reference does, to the byte.</param>
internal sealed record CommandLine(string Stage, bool DryRun, bool Compat)
{
    private const string PostStart = "post-start";

    /// <summary>How the app is called.</summary>
    public const string Usage = "usage: phenix-app-scale [-h] [--version] [--dry-run] [--compat] [--verify] {configure,pre-start,post-start,running,cleanup}";

    private static readonly string[] Options = ["--dry-run", "--compat", "--help", "--verify", "--version"];

    /// <summary>The stages of an experiment, in order.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["configure", "pre-start", PostStart, "running", "cleanup"];

    /// <summary>True when the containers are to be checked from inside once their commands are handed over.</summary>
    public bool Verify { get; init; }

    /// <summary>True when nothing but the version is asked for.</summary>
    public bool ShowsVersion { get; init; }

    /// <summary>Reads the command line and the two variables that stand for options.</summary>
    /// <param name="host">Arguments and environment.</param>
    /// <param name="mistake">What is wrong; empty when only help was asked for.</param>
    /// <returns>The command; null when there is none to run.</returns>
    /// <remarks>As in the reference an option may be cut short while it stays unique, as in <c>--dry</c>.</remarks>
    public static CommandLine? Parse(AppHost host, out string mistake)
    {
        CommandLine command = new("", host.Variable("PHENIX_DRYRUN") == "true", host.Variable("SCALEWRIGHT_COMPAT") == "1");
        mistake = "";
        foreach (string argument in host.Args)
        {
            switch (OptionOf(argument))
            {
                case "--dry-run":
                    command = command with { DryRun = true };
                    break;
                case "--compat":
                    command = command with { Compat = true };
                    break;
                case "--verify":
                    command = command with { Verify = true };
                    break;
                case "--version":
                    return command with { ShowsVersion = true };
                case "--help":
                    return null;
                case null when argument.StartsWith('-') && argument.Length > 1:
                    mistake = $"unrecognized arguments: {argument}";
                    return null;
                case null when command.Stage.Length > 0:
                    mistake = $"unrecognized arguments: {argument}";
                    return null;
                case null when !Stages.Contains(argument):
                    mistake = $"argument stage: invalid choice: '{argument}' (choose from {string.Join(", ", Stages)})";
                    return null;
                default:
                    command = command with { Stage = argument };
                    break;
            }
        }

        mistake = MistakeOf(command);
        return mistake.Length == 0 ? command : null;
    }

    private static string MistakeOf(CommandLine command)
    {
        if (command.Stage.Length == 0)
        {
            return "the following arguments are required: stage";
        }

        if (!command.Verify)
        {
            return "";
        }

        if (command.Stage != PostStart)
        {
            return $"argument --verify: not allowed with {command.Stage}, only with {PostStart}";
        }

        string other = command.Compat ? "--compat" : "a dry run";
        return command.Compat || command.DryRun ? $"argument --verify: not allowed with {other}" : "";
    }

    private static string? OptionOf(string argument)
    {
        if (argument == "-h")
        {
            return "--help";
        }

        string[] found = argument.Length > 2 ? [.. Options.Where(option => option.StartsWith(argument, StringComparison.Ordinal))] : [];
        return found.Length == 1 ? found[0] : null;
    }
}
