using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>A problem in the JSON output.</summary>
[Description("A problem that was found.")]
internal sealed record ProblemOutput(
    [property: Description("'error' or 'warning'.")] string Severity,
    [property: Description(
        "Code of the problem, as in SW1106; docs/errors has a page for each. Empty where there is none.")] string Code,
    [property: Description(
        "The file or folder, with line and column where they are known; empty where there is none.")] string Location,
    [property: Description(
        "The field with its path, or the thing that the problem is about; empty for the whole.")] string Field,
    [property: Description("What was found.")] string Found,
    [property: Description("What would be accepted.")] string Advice,
    [property: Description("The problem as one line for people.")] string Text)
{
    public static ProblemOutput Of(Problem problem)
    {
        string severity = problem.Severity == ProblemSeverity.Error ? "error" : "warning";
        string location = problem.Position.Line > 0 ? $"{problem.Source}:{problem.Position}" : problem.Source;
        string text = problem.Field.Length == 0 && location.Length > 0
            ? $"{location}: {problem with { Source = "", Position = TextPosition.None }}"
            : $"{problem}";
        return new ProblemOutput(severity, problem.Code.Id, location, problem.Field, problem.Message, problem.Advice,
            $"{severity}: {text} [{problem.Code.Id}]");
    }

    /// <summary>Creates an error without a code, for example for failed runs.</summary>
    public static ProblemOutput OfText(string text) => new("error", "", "", "", text, "", $"error: {text}");
}
