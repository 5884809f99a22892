namespace Scalewright.Topologies;

/// <summary>Profiles could not be made into a topology.</summary>
public sealed class ExpansionException : ScalewrightException
{
    internal ExpansionException(string subject, ValueList<Problem> problems)
        : base(subject, problems)
    {
    }
}
