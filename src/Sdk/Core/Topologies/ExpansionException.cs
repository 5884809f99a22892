namespace Scalewright.Topologies;

/// <summary>A topology could not be made, from profiles or from what was stored of it.</summary>
public sealed class ExpansionException : ScalewrightException
{
    internal ExpansionException(string subject, ValueList<Problem> problems)
        : base(subject, problems)
    {
    }
}
