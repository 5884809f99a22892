namespace Scalewright;

/// <summary>
/// Base class of exceptions for expected errors, with the problems as data. Other exceptions indicate bugs in the
/// calling code.
/// </summary>
public abstract class ScalewrightException : Exception
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="subject">What failed, as the start of the message.</param>
    /// <param name="problems">Problems that occurred, one or more.</param>
    /// <param name="inner">Exception that caused it, or null.</param>
    protected ScalewrightException(string subject, ValueList<Problem> problems, Exception? inner = null)
        : base(Describe(subject, problems), inner) => Problems = problems;

    /// <summary>All errors and warnings, in the order of their detection.</summary>
    public ValueList<Problem> Problems { get; private set; }

    /// <summary>
    /// Adds warnings that were reported before the failure, because a retry does not report them again.
    /// </summary>
    internal void AddWarnings(ValueList<Problem> warnings) => Problems = Problems.AddRange(warnings);

    private static string Describe(string subject, ValueList<Problem> problems)
    {
        Problem[] errors = [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error)];
        string lines = string.Concat(errors.Select(problem => $"\n  {problem} [{problem.Code.Id}]"));
        return $"{TextEscaping.Escape(subject)} has {Pluralizer.Format(errors.Length, "error")}:{lines}";
    }
}
