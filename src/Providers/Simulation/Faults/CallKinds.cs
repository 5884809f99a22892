namespace Scalewright.Providers.Simulation;

/// <summary>Kinds of calls to a cloud.</summary>
[Flags]
public enum CallKinds
{
    /// <summary>No calls.</summary>
    None = 0,

    /// <summary>Calls that create a resource.</summary>
    Create = 1,

    /// <summary>Calls that change a resource.</summary>
    Change = 2,

    /// <summary>Calls that remove a resource.</summary>
    Destroy = 4,

    /// <summary>Calls that list resources.</summary>
    List = 8,

    /// <summary>All calls that change resources.</summary>
    Steps = Create | Change | Destroy,

    /// <summary>All calls.</summary>
    All = Steps | List,
}
