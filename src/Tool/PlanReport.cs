namespace Scalewright.Tool;

/// <summary>What came of a plan, also on its way from the child process.</summary>
/// <param name="ExitCode">How the tool ends.</param>
/// <param name="Output">What goes to standard output.</param>
/// <param name="Errors">What goes to standard error: problems and warnings, a line each.</param>
internal sealed record PlanReport(ExitCode ExitCode, string Output, string Errors)
{
    public static PlanReport Of(params IEnumerable<Problem> problems)
    {
        Problem[] all = [.. problems.Select(ToolWords.Say)];
        return new PlanReport(
            all.Any(problem => problem.Severity == ProblemSeverity.Error) ? ExitCode.Problems : ExitCode.Done,
            "",
            string.Concat(all.Select(problem => $"{(problem.Severity == ProblemSeverity.Error ? "error" : "warning")}: {problem} [{problem.Code.Id}]\n")));
    }
}

