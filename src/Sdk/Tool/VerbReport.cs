using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Result of a verb, also on its way from a child process.</summary>
/// <param name="ExitCode">How the tool ends.</param>
internal sealed record VerbReport(ExitCode ExitCode)
{
    /// <summary>Text for standard output.</summary>
    public string Text { get; init; } = "";

    /// <summary>Problems for standard error.</summary>
    public IReadOnlyList<ProblemOutput> Problems { get; init; } = [];

    /// <summary>Number of problems, from the first, that stand on standard error already.</summary>
    public int Announced { get; init; }

    /// <summary>Text for standard error after the problems.</summary>
    public string Note { get; init; } = "";

    /// <summary>The result for <c>--json</c>; null when there is none.</summary>
    public JsonNode? Result { get; init; }

    /// <summary>True when the verb printed its result while it ran, so that only problems are left.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>Creates a report of problems. An error makes it fail.</summary>
    public static VerbReport Of(params IEnumerable<Problem> problems)
    {
        Problem[] all = [.. problems.Select(ToolWords.Say)];
        return new VerbReport(all.Any(problem => problem.Severity == ProblemSeverity.Error) ? ExitCode.Problems : ExitCode.Done)
        {
            Problems = [.. all.Select(ProblemOutput.Of)],
        };
    }

    /// <summary>Adds the result that <c>--json</c> prints.</summary>
    public VerbReport With<T>(T result, JsonTypeInfo<T> type) => this with { Result = JsonSerializer.SerializeToNode(result, type) };

    /// <summary>Puts problems that were found earlier before those of this report.</summary>
    public VerbReport After(VerbReport earlier) => this with { Problems = [.. earlier.Problems, .. Problems], Announced = earlier.Announced };

    /// <summary>Everything for standard error that does not stand there yet.</summary>
    public string Errors() => string.Concat(Problems.Skip(Announced).Select(problem => $"{problem.Text}\n")) + Note;
}
