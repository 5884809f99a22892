namespace Scalewright.Storage.Agents;

/// <summary>One thing that an agent watches on its server.</summary>
/// <remarks>Called by one caller at a time. What it throws ends its session, and a new one begins with the full state.</remarks>
public interface IServerPlugin
{
    /// <summary>Its name on the wire, as in <c>linux_network</c>.</summary>
    string Name { get; }

    /// <summary>Everything it sees, at the start of a session.</summary>
    /// <returns>A JSON value, UTF-8, for each message; none when there is nothing to tell.</returns>
    IReadOnlyList<ReadOnlyMemory<byte>> PollFull();

    /// <summary>What it sees later in a session.</summary>
    /// <returns>A JSON value, UTF-8, for each message; none when there is nothing to tell.</returns>
    IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate();
}
