namespace Scalewright.Decisions;

/// <summary>Lifecycle phase of a node.</summary>
public enum NodePhase
{
    /// <summary>The node runs, ready or not.</summary>
    Running,

    /// <summary>The node was requested but is not running yet.</summary>
    Starting,

    /// <summary>The node exited with an error.</summary>
    Failed,
}
