namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>What the history of a node says of a resource.</summary>
public enum Running
{
    /// <summary>It does not run there.</summary>
    No,

    /// <summary>It runs there.</summary>
    Yes,

    /// <summary>It was found broken, or its start failed.</summary>
    Failed,

    /// <summary>Its stop failed: only fencing stops it, or a clean-up and another try.</summary>
    Stuck,

    /// <summary>A monitor did not find it running: it failed there where it is managed, and is just not there where it is not.</summary>
    Gone,
}
