using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Scalewright.CommandLines;

namespace Scalewright.Tool;

/// <summary>The verbs of the tool.</summary>
internal static class CommandLine
{
    private const string About = """
        Plans clusters, makes and changes them, runs commands and experiments on them, and removes what is left of any of them.

        Exit codes: 0 done, 1 problems, 2 wrong usage, 130 ended by SIGINT (Ctrl+C), 143 ended by SIGTERM.
        """;

    // Words of earlier versions, for people and scripts that still use them.
    private static readonly Dictionary<string, string> Former = new(StringComparer.Ordinal)
    {
        ["run"] = "'run' is now 'apply' (make or change a cluster), 'exec' (run a command on its nodes) and 'experiment' (run an experiment)",
        ["--place"] = "'--place' is now '--provider'",
    };

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Streams, variables and clock.</param>
    /// <param name="cancellationToken">Asks the verb to end.</param>
    /// <returns>What came of it, and whether it is wanted as JSON and by which verb.</returns>
    public static async Task<VerbEnd> RunAsync(string[] arguments, ToolEnvironment environment, CancellationToken cancellationToken)
    {
        (string[] own, string[]? words) = StrictCommandLine.Split(arguments);
        using ProgressLine progress = new(environment.Terminal, environment.Clock);
        VerbContext context = new(words, environment, progress);
        Command root = CreateRoot(context);
        StrictCommandLine line = StrictCommandLine.Parse(root, own, Former);
        Command verb = line.Result.CommandResult.Command;
        string name = verb == root ? "" : verb.Name;
        List<string> errors = [.. line.Errors];
        if (context.HasSeparator && verb != root && !context.TakesWords.Contains(verb))
        {
            errors.Add($"--: '{name}' runs no command; leave out what follows, or use 'scalewright exec'");
        }

        if (errors.Count > 0)
        {
            string usage = string.Concat(errors.Select(error => $"{error}\n"));
            return new VerbEnd(name, false, new VerbReport(ExitCode.Usage) { Note = $"{usage}See 'scalewright{(name.Length > 0 ? " " : "")}{name} --help'.\n" });
        }

        await using StringWriter output = new(CultureInfo.InvariantCulture);
        InvocationConfiguration invocation = new() { Output = output, Error = output, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        await line.Result.InvokeAsync(invocation, cancellationToken);
        return new VerbEnd(name, context.Report is not null && line.Result.GetValue(context.Json), context.Report ?? new VerbReport(ExitCode.Done) { Text = output.ToString() });
    }

    /// <summary>The option with which a verb fails for each warning.</summary>
    public static Option<bool> StrictOption() => new("--strict") { Description = "Take each warning for an error." };

    /// <summary>The option with which a verb gets at plugins of the user.</summary>
    public static Option<string[]> PluginsOption() => new("--plugins")
    {
        Description = "Assembly with plugins, built against the package Scalewright. Its code is loaded and run. May be given several times.",
        HelpName = "ASSEMBLY.dll",
    };

    // Not a RootCommand: that takes its name from the assembly.
    private static Command CreateRoot(VerbContext context) => new("scalewright", About.ReplaceLineEndings("\n"))
    {
        new HelpOption(),
        new VersionOption(),
        context.Json,
        PlanVerb.Create(context),
        ApplyVerb.Create(context),
        StatusVerb.Create(context),
        ListVerb.Create(context),
        ExecVerb.Create(context),
        LogsVerb.Create(context),
        DestroyVerb.Create(context),
        AdoptVerb.Create(context),
        RepairVerb.Create(context),
        ReapVerb.Create(context),
        ExperimentVerb.Create(context),
        ReportVerb.Create(context),
        ReplayVerb.Create(context),
        SchemaVerb.Create(context),
        ProvidersVerb.Create(context),
    };
}
