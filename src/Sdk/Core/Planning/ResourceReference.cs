namespace Scalewright.Planning;

/// <summary>Names a resource that exists, or existed, at the provider.</summary>
/// <param name="Target">Network, group or node.</param>
/// <param name="Name">Name on its ownership tag.</param>
/// <param name="Id">The provider's id.</param>
public sealed record ResourceReference(StepTarget Target, string Name, string Id)
{
    /// <summary>Group of a node; empty for networks and groups.</summary>
    public string Group { get; init; } = "";
}
