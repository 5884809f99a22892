namespace Scalewright.Providers;

/// <summary>State of a resource.</summary>
public enum ResourceState
{
    /// <summary>The resource is being created.</summary>
    Pending,

    /// <summary>The resource exists and, to the provider's knowledge, works.</summary>
    Ready,

    /// <summary>The resource exists and has failed. It does not recover without intervention.</summary>
    Failed,

    /// <summary>The resource is being removed.</summary>
    Deleting,
}
