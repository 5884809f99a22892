using System.CommandLine;

namespace Scalewright.Tool;

/// <summary>One run of the tool: what its verb is given besides its options, and what came of it.</summary>
/// <param name="words">The words behind <c>--</c>; null when there is no such separator.</param>
/// <param name="progress">Shows progress; silent where nobody watches.</param>
internal sealed class VerbContext(string[]? words, ToolEnvironment environment, ProgressLine progress)
{
    /// <summary>The words behind <c>--</c>.</summary>
    public ValueList<string> Words { get; } = [.. words ?? []];

    /// <summary>True when the command line has the separator <c>--</c>.</summary>
    public bool HasSeparator { get; } = words is not null;

    /// <summary>Verbs that take words of another program.</summary>
    public List<Command> TakesWords { get; } = [];

    /// <summary>The option with which every verb prints JSON.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the result and all problems as one JSON document; 'scalewright schema --output VERB' prints its schema.",
        Recursive = true,
    };

    /// <summary>Streams, variables and clock.</summary>
    public ToolEnvironment Environment { get; } = environment;

    /// <summary>Shows progress.</summary>
    public ProgressLine Progress { get; } = progress;

    /// <summary>Result of the verb; null before it ended.</summary>
    public VerbReport? Report { get; private set; }

    /// <summary>Prints the warnings of a file before anything is done with it. With <c>--json</c> they stand in the document.</summary>
    /// <param name="read">What was found in the file.</param>
    /// <returns>The same, with what was printed.</returns>
    /// <exception cref="IOException">Standard error is full or closed.</exception>
    public VerbReport Announce(ParseResult result, VerbReport read)
    {
        if (result.GetValue(Json))
        {
            return read;
        }

        TextWriter errors = Environment.Errors();
        errors.Write(read.Errors());
        errors.Flush();
        return read with { Announced = read.Problems.Count };
    }

    /// <summary>Sets what a verb does. Failures that a user can cause become problems of its report.</summary>
    /// <param name="action">What it does.</param>
    /// <param name="continues">True when the same command continues what a signal stopped; else it begins anew.</param>
    public void SetAction(Command verb, Func<ParseResult, CancellationToken, Task<VerbReport>> action, bool continues = false) =>
        verb.SetAction(async (result, cancellationToken) =>
        {
            Report = await VerbRun.GuardAsync(() => action(result, cancellationToken), continues, cancellationToken);
            return (int)Report.ExitCode;
        });

    /// <summary>Sets what a verb does that waits for nothing.</summary>
    public void SetAction(Command verb, Func<ParseResult, VerbReport> action) => SetAction(verb, (result, _) => Task.FromResult(action(result)));
}
