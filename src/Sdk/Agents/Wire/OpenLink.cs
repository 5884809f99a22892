namespace Scalewright.Agents.Wire;

/// <summary>A connection whose agent has said who it is.</summary>
internal sealed record OpenLink(FrameLink Link, HelloMessage Agent);
