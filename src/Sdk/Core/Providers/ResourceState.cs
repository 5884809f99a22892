namespace Scalewright.Providers;

/// <summary>What a resource is doing.</summary>
public enum ResourceState
{
    /// <summary>It is being made.</summary>
    Pending,

    /// <summary>It is there and works as far as the provider knows.</summary>
    Ready,

    /// <summary>It is there and does not work, and will not by itself.</summary>
    Failed,

    /// <summary>It is being removed.</summary>
    Leaving,
}
