using System.Security.Cryptography;
using System.Threading.Channels;

namespace Scalewright.Logs;

/// <summary>Sends a node's logs to a log server and reconnects as needed. Thread-safe.</summary>
/// <remarks>A record written to a connection that then breaks may be lost, unless
/// <see cref="LogSenderOptions.RequestAcknowledgements"/> is set and the server acknowledges.</remarks>
public sealed class LogSender : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask<Stream>> _connect;
    private readonly LogSenderOptions _options;
    private readonly Channel<LogRecord> _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly UnacknowledgedFrames _window = new();
    private readonly LogHandshake? _hello;
    private readonly Task _sending;
    private long _sent;
    private long _dropped;
    private int _isDisposed;

    /// <summary>Starts sending.</summary>
    /// <param name="connect">Opens a stream to the server; called again after it breaks. The stream is read and written
    /// concurrently. If the stream is readable, its end is treated as a broken connection.</param>
    /// <param name="options">Options; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below its minimum.</exception>
    public LogSender(Func<CancellationToken, ValueTask<Stream>> connect, LogSenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connect);
        (_connect, _options) = (connect, options ?? new LogSenderOptions());
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxQueuedRecords, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxReconnectDelay, TimeSpan.FromMilliseconds(1), nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxUnacknowledged, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.AcknowledgementTimeout, TimeSpan.FromMilliseconds(1), nameof(options));
        _hello = _options.RequestAcknowledgements
            ? (_options.Handshake ?? new LogHandshake("", "")) with
            {
                Sender = LogSenderId.Create(),
            }
            : _options.Handshake;
        _waiting = Channel.CreateBounded<LogRecord>(
            new BoundedChannelOptions(_options.MaxQueuedRecords) { SingleReader = true, AllowSynchronousContinuations = true }
        );
        _sending = SendAllAsync();
    }

    /// <summary>Number of records acknowledged, or written to a connection without acknowledgements.</summary>
    public long SentCount => Interlocked.Read(ref _sent);

    /// <summary>Number of records dropped because the queue was full or the sender was disposed.</summary>
    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>Sends a record, or drops it if the queue is full, so that logging never blocks.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False if it was dropped, or records of its logger are not sent.</returns>
    public bool TrySend(LogRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!IsSent(record))
        {
            return false;
        }

        bool isQueued = _waiting.Writer.TryWrite(LogTime.Complete(record, _options.Clock));
        Interlocked.Add(ref _dropped, isQueued ? 0 : 1);
        return isQueued;
    }

    /// <summary>Sends a record. Waits while the queue is full.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Cancels the wait. The record is not sent then.</param>
    /// <exception cref="ObjectDisposedException">The sender was disposed.</exception>
    public async ValueTask SendAsync(LogRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        if (IsSent(record))
        {
            await _waiting.Writer.WriteAsync(LogTime.Complete(record, _options.Clock), cancellationToken);
        }
    }

    /// <summary>Sends the queued records within the timeout, awaits acknowledgements and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _waiting.Writer.TryComplete();
        using ITimer timeoutTimer = _options.Clock.CreateTimer(
            static stop => ((CancellationTokenSource)stop!).Cancel(),
            _stop,
            _options.ShutdownTimeout,
            Timeout.InfiniteTimeSpan
        );
        await _sending;
        while (_waiting.Reader.TryRead(out _))
        {
            Interlocked.Increment(ref _dropped);
        }

        Interlocked.Add(ref _dropped, _window.Clear());
        _stop.Dispose();
    }

    private bool IsSent(LogRecord record) =>
        _options.LoggerPrefixes.Count == 0
        || _options.LoggerPrefixes.Any(name =>
            record.Logger == name || record.Logger?.StartsWith(name + ".", StringComparison.Ordinal) == true
        );

    private async Task SendAllAsync()
    {
        TimeSpan pause = TimeSpan.Zero;
        try
        {
            while (_window.Count > 0 || await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                await Task.Delay(pause, _options.Clock, _stop.Token);
                long before = SentCount;
                await TrySendOverOneAsync();
                pause =
                    SentCount > before || pause == TimeSpan.Zero
                        ? _options.MaxReconnectDelay / 100
                        : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _options.MaxReconnectDelay.Ticks));
            }
        }
        catch (OperationCanceledException)
        {
            // The timeout of disposal has expired.
        }
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "The task is awaited before what it uses is disposed.")]
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "How connections are made is the caller's; what that throws must not end the sender."
    )]
    private async Task TrySendOverOneAsync()
    {
        try
        {
            await using Stream stream = await _connect(_stop.Token);
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            bool isAcknowledged = _options.RequestAcknowledgements && await PerformHandshakeAsync(stream, end.Token);
            Task noticing = stream.CanRead ? NoticeEndAsync(stream, isAcknowledged, end) : Task.CompletedTask;
            try
            {
                await (isAcknowledged ? SendAcknowledgedAsync(stream, end.Token) : SendOverAsync(stream, end.Token));
            }
            finally
            {
                await end.CancelAsync();
                await noticing;
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            // Any failure leads to another connection after a delay.
        }
    }

    private async Task SendOverAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> frames = new();
        if (!_options.RequestAcknowledgements)
        {
            WriteHandshake(frames);
        }

        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            await SendWaitingAsync(stream, frames);
        }
    }

    /// <summary>Sends the handshake and resends all unacknowledged records.</summary>
    /// <returns>True if the server acknowledges.</returns>
    private async Task<bool> PerformHandshakeAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> handshake = new();
        WriteHandshake(handshake);
        await stream.WriteAsync(handshake.WrittenMemory, cancellationToken);
        long? received = await ReadFirstAsync(stream, cancellationToken);
        byte[][] resent = _window.Align(received ?? 0, out int acknowledged);
        Interlocked.Add(ref _sent, acknowledged);
        foreach (byte[] frame in resent)
        {
            await stream.WriteAsync(frame, cancellationToken);
        }

        if (received is null)
        {
            Interlocked.Add(ref _sent, _window.Clear());
        }

        return received is not null;
    }

    /// <returns>Null if the server sends nothing before the timeout.</returns>
    private async Task<long?> ReadFirstAsync(Stream stream, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using ITimer timer = _options.Clock.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(),
            timeoutSource,
            _options.AcknowledgementTimeout,
            Timeout.InfiniteTimeSpan
        );
        try
        {
            return await LogAcknowledgementFrame.ReadAsync(stream, timeoutSource.Token)
                ?? throw new IOException("the server has ended the connection");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task SendAcknowledgedAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> frame = new();
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            await _window.WaitUntilBelowAsync(_options.MaxUnacknowledged, cancellationToken);
            if (_waiting.Reader.TryRead(out LogRecord? record))
            {
                LogFrameWriter.Write(frame, record, record.Created!.Value, Environment.ProcessId);
                byte[] bytes = frame.WrittenSpan.ToArray();
                frame.ResetWrittenCount();
                _window.Add(bytes);
                await stream.WriteAsync(bytes, cancellationToken);
            }
        }

        await _window.WaitUntilBelowAsync(1, cancellationToken);
    }

    // Without acknowledgements, a server sends nothing, but the end of its stream must be detected: records written
    // after it would be lost.
    [SuppressMessage("Design", "CA1031", Justification = "How a stream breaks is its own; only that it has failed matters here.")]
    private async Task ReadToEndAsync(Stream stream, bool isAcknowledged, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16];
        try
        {
            bool isOpen = true;
            while (isOpen)
            {
                // Without acknowledgements, data from the server is ignored.
                isOpen = isAcknowledged
                    ? await ReadAcknowledgementAsync(stream, cancellationToken)
                    : await stream.ReadAsync(buffer, cancellationToken) > 0;
            }
        }
        catch (Exception)
        {
            // A failed or canceled read also means that the connection has ended.
        }
    }

    private async Task<bool> ReadAcknowledgementAsync(Stream stream, CancellationToken cancellationToken)
    {
        long? acknowledged = await LogAcknowledgementFrame.ReadAsync(stream, cancellationToken);
        int? count = acknowledged is { } received ? _window.Acknowledge(received) : null;
        Interlocked.Add(ref _sent, count ?? 0);
        return count is not null;
    }

    private async Task NoticeEndAsync(Stream stream, bool isAcknowledged, CancellationTokenSource end)
    {
        await ReadToEndAsync(stream, isAcknowledged, end.Token);
        await end.CancelAsync();
    }

    private void WriteHandshake(ArrayBufferWriter<byte> frames)
    {
        if (_hello is { } hello)
        {
            LogFrameWriter.Write(frames, hello);
        }
    }

    private async ValueTask SendWaitingAsync(Stream stream, ArrayBufferWriter<byte> frames)
    {
        const int MaxBytes = 64 * 1024;
        int count = 0;
        while (frames.WrittenCount < MaxBytes && _waiting.Reader.TryRead(out LogRecord? record))
        {
            LogFrameWriter.Write(frames, record, record.Created!.Value, Environment.ProcessId);
            count++;
        }

        try
        {
            await stream.WriteAsync(frames.WrittenMemory, _stop.Token);
            Interlocked.Add(ref _sent, count);
        }
        catch
        {
            Interlocked.Add(ref _dropped, count);
            throw;
        }

        frames.ResetWrittenCount();
    }
}

internal static class LogSenderId
{
    private const int Digits = 32;
    private const int MaxLength = 64;

    /// <summary>Creates an unpredictable ID.</summary>
    public static string Create() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    /// <summary>Returns true if a text is a valid ID: up to 64 letters, digits and <c>-</c>.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
