namespace Scalewright.Planning;

/// <summary>Reference to a resource that exists, or existed, at the provider.</summary>
/// <param name="Target">Network, group or node.</param>
/// <param name="Name">Name in the ownership tag.</param>
/// <param name="Id">Id at the provider.</param>
public sealed record ResourceReference(StepTarget Target, string Name, string Id)
{
    /// <summary>Group of a node. Empty for networks and groups.</summary>
    public string Group { get; init; } = "";
}
