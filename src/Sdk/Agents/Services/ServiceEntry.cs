namespace Scalewright.Agents.Services;

internal abstract class ServiceEntry
{
    /// <summary>True if several agents share the instance, so that none of them disposes it.</summary>
    public bool IsShared { get; init; }

    public abstract ServiceHandler Start(ServiceContext context);
}
