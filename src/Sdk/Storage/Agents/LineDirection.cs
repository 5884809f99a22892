namespace Scalewright.Storage.Agents;

/// <summary>Direction of traffic between an agent and its manager.</summary>
public enum LineDirection
{
    /// <summary>From the agent: its requests, both polls and messages.</summary>
    ToManager,

    /// <summary>From the manager: each message in its responses.</summary>
    FromManager,
}
