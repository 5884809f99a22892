namespace Scalewright.Topologies;

/// <summary>Thrown when a topology cannot be created from profiles or from stored data.</summary>
public sealed class ExpansionException : ScalewrightException
{
    internal ExpansionException(string subject, ValueList<Problem> problems)
        : base(subject, problems) { }
}
