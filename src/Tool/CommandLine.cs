using System.CommandLine;
using System.CommandLine.Help;

namespace Scalewright.Tool;

/// <summary>The verbs of the tool.</summary>
internal static class CommandLine
{
    // How long what is under way may take to come to its end after Ctrl+C.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static ExitCode Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        // Not a RootCommand: that takes its name from the assembly.
        Command root = new("scalewright", "Describes clusters and makes them: plans, nodes, experiments, and what is left of any of them.\n\nExit codes: 0 done, 1 problems, 2 wrong usage.")
        {
            new HelpOption(),
            new VersionOption(),
            PlanVerb.Create(output, errors),
            SchemaVerb.Create(output, errors),
            RunVerb.Create(output, errors),
            AdoptVerb.Create(output, errors),
            DestroyVerb.Create(output, errors),
            ReapVerb.Create(output, errors),
            RepairVerb.Create(output, errors),
            ReplayVerb.Create(output, errors),
            ReportVerb.Create(output, errors),
            ProvidersVerb.Create(output, errors),
        };
        ParseResult result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count == 0)
        {
            return (ExitCode)result.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Grace });
        }

        foreach (System.CommandLine.Parsing.ParseError error in result.Errors)
        {
            errors.WriteLine(Printable.Escape(error.Message));
        }

        string verb = result.CommandResult.Command == root ? "" : $" {result.CommandResult.Command.Name}";
        errors.WriteLine($"See 'scalewright{verb} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>The option with which a verb takes no warning lightly.</summary>
    public static Option<bool> StrictOption() => new("--strict") { Description = "Take each warning for an error." };

    /// <summary>The option with which a verb gets at plugins of the user.</summary>
    public static Option<string[]> PluginsOption() => new("--plugins")
    {
        Description = "Assembly with plugins, built against the package Scalewright. Its code is loaded and run. May be given several times.",
        HelpName = "ASSEMBLY.dll",
    };
}
