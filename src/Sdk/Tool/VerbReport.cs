using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Result of a verb, also serialized by a child process.</summary>
/// <param name="ExitCode">Exit code of the tool.</param>
internal sealed record VerbReport(ExitCode ExitCode)
{
    /// <summary>Text for standard output.</summary>
    public string Text { get; init; } = "";

    /// <summary>Problems for standard error.</summary>
    public IReadOnlyList<ProblemOutput> Problems { get; init; } = [];

    /// <summary>Names of the nodes among the locations of problems. Equal problems of nodes are printed in one
    /// line.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Number of leading problems that are already printed.</summary>
    public int Announced { get; init; }

    /// <summary>Text for standard error after the problems.</summary>
    public string Note { get; init; } = "";

    /// <summary>Result for <c>--json</c>; null without a result.</summary>
    public JsonNode? Result { get; init; }

    /// <summary>True if the verb printed its result while it ran. Only problems remain to print.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>Creates a report of problems. An error makes it a failure.</summary>
    public static VerbReport From(params IEnumerable<Problem> problems)
    {
        Problem[] all = [.. problems.Select(ToolAdvice.Apply)];
        return new VerbReport(all.Any(problem => problem.Severity == ProblemSeverity.Error) ? ExitCode.Problems : ExitCode.Done)
        {
            Problems = [.. all.Select(ProblemOutput.From)],
        };
    }

    public VerbReport With<T>(T result, JsonTypeInfo<T> type) => this with { Result = JsonSerializer.SerializeToNode(result, type) };

    /// <summary>Returns this report with earlier problems first.</summary>
    public VerbReport After(VerbReport earlier) =>
        this with
        {
            Problems = [.. earlier.Problems, .. Problems],
            Announced = earlier.Announced,
        };

    /// <summary>Returns the text for standard error that is not printed yet.</summary>
    /// <param name="colors">Colours of standard error.</param>
    public string Errors(AnsiColors colors) =>
        colors.PaintSeverities(string.Concat(ProblemOutput.Merge(Problems.Skip(Announced), Nodes).Select(text => $"{text}\n"))) + Note;
}
