namespace Scalewright.Logs;

/// <summary>Options of <see cref="LogSender"/>.</summary>
public sealed record LogSenderOptions
{
    /// <summary>Handshake of every connection. Null, the default: no handshake, like vt_cluster's agents.</summary>
    public LogHandshake? Handshake { get; init; }

    /// <summary>Requests acknowledgements, and resends unacknowledged records. Default false.</summary>
    /// <remarks>A server without acknowledgements, like vt_cluster's, still receives the records.</remarks>
    public bool RequestAcknowledgements { get; init; }

    /// <summary>Maximum number of unacknowledged records. Default 1,000.</summary>
    public int MaxUnacknowledged { get; init; } = 1000;

    /// <summary>Timeout of the first acknowledgement of a connection. Default 5 seconds.</summary>
    /// <remarks>A server with acknowledgements sends it immediately. After the timeout, the server is treated as one
    /// without acknowledgements.</remarks>
    public TimeSpan AcknowledgementTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Prefixes of logger names to send, for example <c>avocado.service</c>. Default empty: all.</summary>
    public ValueList<string> LoggerPrefixes { get; init; } = [];

    /// <summary>Maximum number of records that wait for the connection. Default 10,000.</summary>
    public int MaxQueuedRecords { get; init; } = 10_000;

    /// <summary>Maximum delay before reconnecting. The first delay is a hundredth of it. Default 10 seconds.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum time that disposal waits for unsent records. Default 5 seconds.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time provider for delays and timestamps. Default: system time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
