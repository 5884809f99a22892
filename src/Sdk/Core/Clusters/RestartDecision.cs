namespace Scalewright.Clusters;

/// <summary>Decision about an agent that exited.</summary>
/// <param name="ExitCount">Number of exits within the window.</param>
/// <param name="IsNodeFailed">True to mark the node as failed.</param>
/// <param name="Delay">Delay before the restart if the node is not marked as failed.</param>
public sealed record RestartDecision(int ExitCount, bool IsNodeFailed, TimeSpan Delay);
