using System.CommandLine;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary>Context of one run of the tool: input of the verb besides its options, and its result.</summary>
/// <param name="operands">Arguments after <c>--</c>; null without this separator.</param>
/// <param name="progress">Shows progress on a terminal.</param>
internal sealed class VerbContext(string[]? operands, ToolEnvironment environment, ProgressLine progress)
{
    /// <summary>Arguments after <c>--</c>.</summary>
    public ValueList<string> Operands { get; } = [.. operands ?? []];

    /// <summary>True if the command line has the separator <c>--</c>.</summary>
    public bool HasSeparator { get; } = operands is not null;

    /// <summary>Verbs that take the command of another program.</summary>
    public List<Command> CommandVerbs { get; } = [];

    /// <summary>Options of verbs that open a provider.</summary>
    public Dictionary<Command, ProviderCommandOptions> ProviderOptions { get; } = [];

    /// <summary>Option of every verb to print JSON.</summary>
    public Option<bool> Json { get; } =
        new("--json")
        {
            Description = "Print the result and all problems as JSON; 'scalewright schema --verb VERB' prints the schema.",
            Recursive = true,
        };

    /// <summary>Option of every verb to print without colours.</summary>
    public Option<bool> NoColor { get; } =
        new("--no-color") { Description = "Print without colours, as with the environment variable NO_COLOR.", Recursive = true };

    /// <summary>Option of every verb to print internal names.</summary>
    public Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Also print IDs of the provider and lineages.", Recursive = true };

    /// <summary>Colours of standard output.</summary>
    public AnsiColors Colors { get; private set; } = AnsiColors.None;

    /// <summary>Colours of standard error.</summary>
    public AnsiColors ErrorColors { get; private set; } = AnsiColors.None;

    public ToolEnvironment Environment { get; } = environment;

    public ProgressLine Progress { get; } = progress;

    /// <summary>Result of the verb; null before it completes.</summary>
    public VerbReport? Report { get; private set; }

    /// <summary>Prints the warnings of a file before any work. With <c>--json</c> they are in the document.</summary>
    /// <param name="read">Problems of the file.</param>
    /// <returns>The report, with the problems marked as printed.</returns>
    /// <exception cref="IOException">Standard error is full or closed.</exception>
    public VerbReport Announce(ParseResult result, VerbReport read)
    {
        if (result.GetValue(Json))
        {
            return read;
        }

        TextWriter errors = Environment.Errors();
        errors.Write(read.Errors(ErrorColors));
        errors.Flush();
        return read with { Announced = read.Problems.Count };
    }

    /// <summary>Sets the action of a verb. Failures that a user can cause become problems of its report.</summary>
    /// <param name="action">The action.</param>
    /// <param name="continues">True if running the same command again after a signal resumes its work; false if it
    /// starts over.</param>
    public void SetAction(Command verb, Func<ParseResult, CancellationToken, Task<VerbReport>> action, bool continues = false) =>
        verb.SetAction(
            async (result, cancellationToken) =>
            {
                bool isPlain = result.GetValue(NoColor) || result.GetValue(Json) || Environment.Variable("NO_COLOR") is { Length: > 0 };
                Colors = new AnsiColors(!isPlain && Environment.HasOutputTerminal);
                ErrorColors = new AnsiColors(!isPlain && Environment.Terminal is not null);
                Progress.Notices = result.GetValue(Json) ? null : Environment.Errors;
                Report = await VerbRun.GuardAsync(() => action(result, cancellationToken), continues, cancellationToken);
                return (int)Report.ExitCode;
            }
        );

    /// <summary>Sets a synchronous action of a verb.</summary>
    public void SetAction(Command verb, Func<ParseResult, VerbReport> action) =>
        SetAction(verb, (result, _) => Task.FromResult(action(result)));
}
