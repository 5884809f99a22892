namespace Scalewright.Storage.Wire;

/// <summary>Which messages of an agent go first.</summary>
internal enum MessagePriority
{
    /// <summary>Sessions and results of actions.</summary>
    High,

    /// <summary>What plug-ins found.</summary>
    Normal,

    /// <summary>Log lines.</summary>
    Low,
}
