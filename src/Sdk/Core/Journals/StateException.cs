namespace Scalewright.Journals;

/// <summary>Durable state cannot be opened, or cannot be written.</summary>
public sealed class StateException : ScalewrightException
{
    internal StateException(string subject, ValueList<Problem> problems, Exception? inner = null)
        : base(subject, problems, inner)
    {
    }

    /// <summary>The kind of its first error.</summary>
    public ProblemCode Code => Problems.First(problem => problem.Severity == ProblemSeverity.Error).Code;
}
