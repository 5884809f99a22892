namespace Scalewright.Storage.Agents;

/// <summary>Which way something goes between an agent and its manager.</summary>
public enum LineDirection
{
    /// <summary>From the agent: its requests, whatever they ask for or carry.</summary>
    ToManager,

    /// <summary>From the manager: the messages in its answers, each for itself.</summary>
    FromManager,
}
