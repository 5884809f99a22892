namespace Scalewright.Storage.Agents;

/// <summary>What happens to a request of an agent.</summary>
public enum LineFault
{
    /// <summary>It is lost on its way, and the agent hears that it failed.</summary>
    Drop,

    /// <summary>It goes later.</summary>
    Delay,

    /// <summary>It goes twice; the agent hears the second answer.</summary>
    Duplicate,

    /// <summary>It is refused as if no manager were there.</summary>
    Refuse,

    /// <summary>It arrives, and its answer is lost.</summary>
    LoseAnswer,
}
