namespace Scalewright.Decisions;

/// <summary>Thrown when a domain, an engine or a back-test is invalid.</summary>
public sealed class DecisionException : ScalewrightException
{
    internal DecisionException(string subject, ValueList<Problem> problems, Exception? inner = null)
        : base(subject, problems, inner) { }
}
