namespace Scalewright.Decisions;

/// <summary>How far a node is in its life.</summary>
public enum NodePhase
{
    /// <summary>It works, ready or not.</summary>
    Running,

    /// <summary>It was asked for and does not run yet.</summary>
    Starting,

    /// <summary>It ended by itself, with an error.</summary>
    Failed,
}
