namespace Scalewright.Providers.Minimega;

/// <summary>
/// Client of a minimega server on this machine. Calls run one at a time. If a call was interrupted by a timeout, a
/// cancellation or a lost connection, the next call reconnects.
/// </summary>
public sealed partial class MinimegaClient : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly string _path;
    private readonly MinimegaClientOptions _options;
    private readonly ILogger _logger;
    private MinimegaConnection? _connection;
    private bool _disposed;

    private MinimegaClient(string path, MinimegaClientOptions options, ILogger logger) =>
        (_path, _options, _logger) = (path, options, logger);

    /// <summary>Namespace to which every command is sent.</summary>
    public string Namespace => _options.Namespace;

    /// <summary>Connects to a server.</summary>
    /// <param name="path">Unix socket of the server, for example <c>/tmp/minimega/minimega</c>.</param>
    /// <param name="options">Namespace and limits; null for the defaults.</param>
    /// <param name="logger">Logger for commands; null for no logging.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="MinimegaException">No server responds in time.</exception>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public static async Task<MinimegaClient> ConnectAsync(
        string path,
        MinimegaClientOptions? options = null,
        ILogger? logger = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        MinimegaClient client = new(path, (options ?? new()).Checked(), logger ?? NullLogger.Instance);
        try
        {
            await client.OpenAsync(cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command in the client's namespace.</summary>
    /// <param name="command">The command without a namespace; create it with
    /// <see cref="MinimegaCommandText.Join"/>.</param>
    /// <param name="cancellationToken">Cancels waiting. The command may still take effect.</param>
    /// <returns>The responses of all hosts in order of arrival. If the command reads a file, includes the responses of
    /// all its lines.</returns>
    /// <exception cref="MinimegaException">A host responded with an error, or the response is incomplete.</exception>
    /// <exception cref="ArgumentException">The command is blank, a comment, or more than one line.</exception>
    public async Task<ValueList<MinimegaEntry>> RunAsync(string command, CancellationToken cancellationToken = default)
    {
        string line = MinimegaCommandText.InNamespace(Namespace, command);
        ValueList<MinimegaReply> replies = await CallAsync("Command", line, cancellationToken);
        ValueList<MinimegaEntry> entries = replies.SelectMany(reply => reply.Entries ?? []).ToValueList();
        return entries.Any(entry => entry.Error.Length > 0) ? throw new MinimegaException(line, entries) : entries;
    }

    /// <summary>Suggests completions of a line.</summary>
    /// <param name="prefix">Start of a line.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>Whole lines, each ending in a space; empty if there are no suggestions.</returns>
    /// <exception cref="MinimegaException">The server refused, or the response is incomplete.</exception>
    public async Task<ValueList<string>> SuggestAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        ValueList<MinimegaReply> replies = await CallAsync("Suggest", prefix, cancellationToken);
        ValueList<MinimegaEntry> entries = replies.SelectMany(reply => reply.Entries ?? []).ToValueList();
        return entries.Any(entry => entry.Error.Length > 0)
            ? throw new MinimegaException(prefix, entries)
            : replies.SelectMany(reply => reply.Suggestions ?? []).ToValueList();
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await CloseAsync();
            _gate.Dispose();
        }
    }

    private async Task<ValueList<MinimegaReply>> CallAsync(string key, string line, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            MinimegaConnection connection = await OpenAsync(cancellationToken);
            MinimegaLog.Sent(_logger, line);
            return await ExchangeAsync(connection, key, line, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<ValueList<MinimegaReply>> ExchangeAsync(
        MinimegaConnection connection,
        string key,
        string line,
        CancellationToken cancellationToken
    )
    {
        using CancellationTokenSource deadline = new(_options.CallTimeout, _options.Clock);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        bool complete = false;
        try
        {
            byte[] request = Encoding.UTF8.GetBytes($"{{\"{key}\":{MinimegaJson.Write(line)}}}\n");
            await connection.WriteAsync(request, stop.Token);
            ValueList<MinimegaReply> response = await CollectAsync(connection, stop.Token);
            complete = !connection.HasRest;
            return response;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MinimegaException(MinimegaProblems.DeadlinePassed(line, _options.CallTimeout), exception) { IsOutcomeUnknown = true };
        }
        catch (ReplySizeException exception)
        {
            throw new MinimegaException(MinimegaProblems.ReplyTooLarge(line, _options.MaxReplyBytes), exception)
            {
                IsOutcomeUnknown = true,
            };
        }
        catch (IOException exception)
        {
            throw new MinimegaException(MinimegaProblems.ConnectionLost(line, ExceptionText.From(exception)), exception)
            {
                IsOutcomeUnknown = true,
            };
        }
        catch (FormatException exception)
        {
            throw new MinimegaException(MinimegaProblems.MalformedReply(line, ExceptionText.From(exception)), exception)
            {
                IsOutcomeUnknown = true,
            };
        }
        finally
        {
            await DropUnlessAsync(complete, line);
        }
    }

    private async Task<ValueList<MinimegaReply>> CollectAsync(MinimegaConnection connection, CancellationToken cancellationToken)
    {
        List<MinimegaReply> replies = [];
        int bytesLeft = _options.MaxReplyBytes;
        while (replies.Count == 0 || replies[^1].More)
        {
            ReadOnlyMemory<byte> bytes = await connection.ReadNextAsync(bytesLeft, cancellationToken);
            bytesLeft -= bytes.Length;
            MinimegaReply reply = MinimegaJson.Read(bytes);
            if (reply.Status)
            {
                MinimegaLog.Progress(_logger, reply.Rendered);
                continue;
            }

            replies.Add(reply);
        }

        return replies.ToValueList();
    }

    private async Task<MinimegaConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } open)
        {
            return open;
        }

        using CancellationTokenSource deadline = new(_options.ConnectTimeout, _options.Clock);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            _connection = await MinimegaConnection.OpenAsync(_path, stop.Token);
            MinimegaLog.Connected(_logger, _path);
            return _connection;
        }
        catch (Exception exception)
            when (exception is SocketException or ArgumentException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new MinimegaException(MinimegaProblems.NotReached(_path, SocketErrorText.From(exception, _path)), exception);
        }
    }

    private async ValueTask DropUnlessAsync(bool complete, string line)
    {
        if (!complete)
        {
            MinimegaLog.Dropped(_logger, line);
            await CloseAsync();
        }
    }

    private async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync();
        }
    }
}

/// <summary>
/// Describes connection failures of a socket as a clause of a <see cref="Problem"/>, because the system's message for a
/// missing socket mentions only addresses.
/// </summary>
internal static class SocketErrorText
{
    public static string From(Exception exception, string path) =>
        exception switch
        {
            OperationCanceledException => "it did not respond in time",
            ArgumentException => "its path is too long for a socket",
            _ => FindPathProblem(path) ?? Describe(exception),
        };

    private static string? FindPathProblem(string path)
    {
        if (Directory.Exists(path))
        {
            return "it is a folder";
        }

        return File.Exists(path) ? null : "there is no such socket";
    }

    private static string Describe(Exception exception) =>
        exception switch
        {
            SocketException { SocketErrorCode: SocketError.AccessDenied } => "access is denied",
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nothing listens there",
            _ => ExceptionText.From(exception),
        };
}

internal static partial class MinimegaLog
{
    [LoggerMessage(EventId = 4100, Level = LogLevel.Debug, Message = "Connected to minimega on {Path}")]
    public static partial void Connected(ILogger logger, string path);

    public static void Sent(ILogger logger, string command)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string safe = MinimegaCommandText.Show(command);
            SentLine(logger, safe);
        }
    }

    public static void Progress(ILogger logger, string text)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string safe = TextEscaping.Escape(text);
            ProgressNote(logger, safe);
        }
    }

    public static void Dropped(ILogger logger, string command)
    {
        if (logger.IsEnabled(LogLevel.Warning))
        {
            string safe = MinimegaCommandText.Show(command);
            DroppedLine(logger, safe);
        }
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Debug, Message = "minimega: {Command}")]
    private static partial void SentLine(ILogger logger, string command);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Debug, Message = "minimega progress: {Text}")]
    private static partial void ProgressNote(ILogger logger, string text);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Warning, Message = "Connection to minimega dropped during: {Command}")]
    private static partial void DroppedLine(ILogger logger, string command);
}
