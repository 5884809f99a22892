namespace Scalewright.Providers.Simulation;

/// <summary>Calls to a cloud that a fault is about.</summary>
[Flags]
public enum CallKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Those that make something.</summary>
    Create = 1,

    /// <summary>Those that change something.</summary>
    Change = 2,

    /// <summary>Those that remove something.</summary>
    Destroy = 4,

    /// <summary>Those that list what there is.</summary>
    List = 8,

    /// <summary>All that change the place.</summary>
    Steps = Create | Change | Destroy,

    /// <summary>All.</summary>
    All = Steps | List,
}
