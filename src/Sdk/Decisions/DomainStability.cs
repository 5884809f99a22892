namespace Scalewright.Decisions;

/// <summary>Indicates whether a domain has settled. The names of the Phantom service are in parentheses.</summary>
public enum DomainStability
{
    /// <summary>Nodes must be created, deleted or started (<c>PENDING_DE</c>).</summary>
    Pending,

    /// <summary>The desired number of nodes exists, and all of them run (<c>STABLE_DE</c>).</summary>
    Stable,
}
