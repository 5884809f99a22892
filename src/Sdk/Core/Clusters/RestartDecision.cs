namespace Scalewright.Clusters;

/// <summary>What is done about an agent that ended.</summary>
/// <param name="EndCount">How often it ended within the window.</param>
/// <param name="GivesUp">Whether its node is given up.</param>
/// <param name="Pause">How long it is left alone when not.</param>
public sealed record RestartDecision(int EndCount, bool GivesUp, TimeSpan Pause);
