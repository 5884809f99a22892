namespace Scalewright.Storage.Agents;

/// <summary>Agent plug-in that observes one aspect of its server.</summary>
/// <remarks>Calls do not overlap. After an exception, a new session starts with the full state.</remarks>
internal interface IServerPlugin
{
    /// <summary>Name on the wire, for example <c>linux_network</c>.</summary>
    string Name { get; }

    /// <summary>Returns the full state at the start of a session.</summary>
    /// <returns>One JSON value, UTF-8, per message; empty if there is nothing to report.</returns>
    IReadOnlyList<ReadOnlyMemory<byte>> PollFull();

    /// <summary>Returns the changes later in a session.</summary>
    /// <returns>One JSON value, UTF-8, per message; empty if there is nothing to report.</returns>
    IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate();
}
