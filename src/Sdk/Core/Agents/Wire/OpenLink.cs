namespace Scalewright.Agents.Wire;

/// <summary>A connection whose agent has said who it is, at some time of the clock.</summary>
internal sealed record OpenLink(FrameLink Link, HelloMessage Agent, long OpenedAt);
