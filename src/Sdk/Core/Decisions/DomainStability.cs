namespace Scalewright.Decisions;

/// <summary>Whether a domain has settled; words of the Phantom service in brackets.</summary>
public enum DomainStability
{
    /// <summary>Nodes are to be made, removed or started (<c>PENDING_DE</c>).</summary>
    Pending,

    /// <summary>As many nodes as wanted, and all run (<c>STABLE_DE</c>).</summary>
    Stable,
}
