namespace Scalewright.Storage.Agents;

/// <summary>What happens to a request of an agent, or to a message of the manager.</summary>
public enum LineFault
{
    /// <summary>It is lost on its way. The agent hears that its request failed, and nothing of a message that the manager sent.</summary>
    Drop,

    /// <summary>It goes later; a message of the manager with the whole answer that it is in.</summary>
    Delay,

    /// <summary>It goes twice; of a request the agent hears the second answer.</summary>
    Duplicate,

    /// <summary>It is refused as if no manager were there; with a message of the manager the connection breaks.</summary>
    Refuse,

    /// <summary>It arrives, and its answer is lost; with a message of the manager the answer that it is in.</summary>
    LoseAnswer,
}
