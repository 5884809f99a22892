namespace Scalewright.Agents.Services;

/// <summary>One service of a set, whatever its interface.</summary>
internal abstract class ServiceEntry
{
    /// <summary>Whether agents share what answers, so that none of them lets it go.</summary>
    public bool IsShared { get; init; }

    public abstract ServiceHandler Start(ServiceContext context);
}
