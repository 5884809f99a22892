namespace Scalewright;

/// <summary>What can go wrong in use, with the problems as data. Every other exception of this library is a caller's bug.</summary>
public abstract class ScalewrightException : Exception
{
    private protected ScalewrightException(string subject, ValueList<Problem> problems, Exception? inner = null)
        : base(Describe(subject, problems), inner) => Problems = problems;

    /// <summary>Everything that was found, errors and warnings, in the order it was found.</summary>
    public ValueList<Problem> Problems { get; private set; }

    /// <summary>Adds what was found and dealt with before it failed: nobody else tells of it, because the next try does not find it any more.</summary>
    internal void AddWarnings(ValueList<Problem> warnings) => Problems = Problems.AddRange(warnings);

    private static string Describe(string subject, ValueList<Problem> problems)
    {
        Problem[] errors = [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error)];
        string lines = string.Concat(errors.Select(problem => $"\n  {problem} [{problem.Code.Id}]"));
        return $"{Printable.Escape(subject)} has {CountText.Of(errors.Length, "error")}:{lines}";
    }
}
