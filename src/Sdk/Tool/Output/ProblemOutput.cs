using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Error or warning.</summary>
[Description("Error or warning.")]
internal sealed record ProblemOutput(
    [property: Description("'error' or 'warning'.")] string Severity,
    [property: Description("Code, for example SW1106; docs/errors has a page for each code. Empty if there is none.")] string Code,
    [property: Description("File or folder, with line and column if known; empty if there is none.")] string Location,
    [property: Description("Path of the field, or name of the affected item; empty if the whole location is affected.")] string Field,
    [property: Description("Description of the problem.")] string Found,
    [property: Description("Suggested fix, or values that are accepted.")] string Advice,
    [property: Description("Complete message in one line.")] string Text
)
{
    private const int NamesShown = 20;

    public static ProblemOutput From(Problem problem)
    {
        string severity = problem.Severity == ProblemSeverity.Error ? "error" : "warning";
        string location = problem.Position.Line > 0 ? $"{problem.Source}:{problem.Position}" : problem.Source;
        return new ProblemOutput(
            severity,
            problem.Code.Id,
            location,
            problem.Field,
            problem.Message,
            problem.Advice,
            $"{severity}: {problem} [{problem.Code.Id}]"
        );
    }

    /// <summary>Returns one line per reason: errors that differ only in the name of the step or of the node are one
    /// line.</summary>
    /// <param name="nodes">Names of nodes; empty if no location of a problem is a node.</param>
    public static IEnumerable<string> Merge(IEnumerable<ProblemOutput> problems, IEnumerable<string> nodes)
    {
        HashSet<string> names = new(nodes, StringComparer.Ordinal);
        return problems
            .GroupBy(problem => GetReason(problem, names))
            .Select(same => same.Count() == 1 ? same.First().Text : Merge(same.Key, [.. same]));
    }

    private static ProblemOutput GetReason(ProblemOutput problem, HashSet<string> nodes)
    {
        if (nodes.Contains(problem.Location))
        {
            return problem with { Location = "", Text = "" };
        }

        bool isOfNode = problem.Location.Length == 0 && nodes.Contains(problem.Field);
        return isOfNode || IsOfStep(problem) ? problem with { Field = "", Text = "" } : problem;
    }

    private static string Merge(ProblemOutput reason, ProblemOutput[] same)
    {
        string advice = reason.Advice.Length > 0 ? $"; {reason.Advice}" : "";
        string field = reason.Field.Length > 0 ? $"{reason.Field}: " : "";
        string[] names = [.. same.Select(problem => problem.Location.Length > 0 ? problem.Location : problem.Field)];
        string rest =
            names.Length > NamesShown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - NamesShown:N0} more") : "";
        return $"{reason.Severity}: {string.Join(", ", names.Take(NamesShown))}{rest}: {field}{reason.Found}{advice} [{reason.Code}]";
    }

    // The field of such a problem is a step, for example 'create node web-1'.
    private static bool IsOfStep(ProblemOutput problem) =>
        problem is { Location.Length: 0, Code.Length: > 0 } && problem.Field.Split(' ') is [_, "node" or "group" or "network", _];

    /// <summary>Creates an error without a code, for example for failed runs.</summary>
    public static ProblemOutput OfText(string text) => new("error", "", "", "", text, "", $"error: {text}");
}
