namespace Scalewright.Clusters;

/// <summary>Decision about an agent that exited.</summary>
/// <param name="EndCount">Number of exits within the window.</param>
/// <param name="GivesUp">True to mark the node as failed.</param>
/// <param name="Pause">Delay before the restart otherwise.</param>
public sealed record RestartDecision(int EndCount, bool GivesUp, TimeSpan Pause);
