namespace Scalewright.Journals;

/// <summary>The exception that is thrown when durable state cannot be opened or written.</summary>
public sealed class StateException : ScalewrightException
{
    internal StateException(string subject, ValueList<Problem> problems, Exception? inner = null)
        : base(subject, problems, inner) { }

    /// <summary>Code of the first error.</summary>
    public ProblemCode Code => Problems.First(problem => problem.Severity == ProblemSeverity.Error).Code;
}
