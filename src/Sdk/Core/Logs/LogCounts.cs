namespace Scalewright.Logs;

/// <summary>What a log server has seen so far.</summary>
/// <param name="Records">Records that went to the sink.</param>
/// <param name="Skipped">Frames that were no record, and were passed over.</param>
/// <param name="Cut">Frames that their connection ended within, also by the server's end.</param>
/// <param name="TooLong">Frames beyond the limit; each ended its connection.</param>
/// <param name="Refused">
/// Connections that greeted as someone they are not, and those of unknown senders where the server refuses them.
/// </param>
/// <param name="Lost">Records that the sink did not take.</param>
/// <param name="Connections">Connections now.</param>
public sealed record LogCounts(long Records, long Skipped, long Cut, long TooLong, long Refused, long Lost, int Connections)
{
    /// <summary>Records with a line or a level that is none; they went to the sink without it.</summary>
    public long Malformed { get; init; }

    /// <summary>Frames that were not whole within the deadline; each ended its connection.</summary>
    public long Late { get; init; }

    /// <summary>Frames that had to wait for memory.</summary>
    public long Crowded { get; init; }

    /// <summary>Bytes of memory that half frames hold now.</summary>
    public long HeldBytes { get; init; }

    /// <summary>Connections that had to wait for a place.</summary>
    public long Delayed { get; init; }

    /// <summary>Connections that wait for a place now.</summary>
    public int Waiting { get; init; }

    /// <summary>Connections that sent no record for <see cref="LogServerOptions.SilenceMax"/> or longer, and were ended for others that waited.</summary>
    public long Silent { get; init; }
}
