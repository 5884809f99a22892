namespace Scalewright.Logs;

/// <summary>How a node sends its logs.</summary>
public sealed record LogSenderOptions
{
    /// <summary>The greeting that every connection begins with; null, the default, for none, as vt_cluster's agents have it.</summary>
    public LogHello? Hello { get; init; }

    /// <summary>
    /// Asks the server for acknowledgements, and sends again what was not acknowledged when a connection breaks. A server that knows none, as vt_cluster's, takes the records as without.
    /// Default false.
    /// </summary>
    public bool IsAcknowledged { get; init; }

    /// <summary>Maximum number of records that wait for their acknowledgement; default 1,000.</summary>
    public int MaxUnacknowledged { get; init; } = 1000;

    /// <summary>Time for the first acknowledgement of a connection, which comes at once; after it the server counts as one that knows none. Default 5 seconds.</summary>
    public TimeSpan AcknowledgementTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Beginnings of the names of loggers whose records are sent, as in <c>avocado.service</c> for it and those below it; empty, the default, for all.</summary>
    public ValueList<string> Loggers { get; init; } = [];

    /// <summary>Records that wait for the connection; default 10,000.</summary>
    public int WaitingMax { get; init; } = 10_000;

    /// <summary>The longest pause before connecting again; the first is a hundredth of it. Default 10 seconds.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long disposing waits for records that are still to be sent; default 5 seconds.</summary>
    public TimeSpan EndDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for pauses and stamps; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
