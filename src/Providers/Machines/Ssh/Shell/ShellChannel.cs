using Scalewright.Providers.Ssh.Carriers;

namespace Scalewright.Providers.Ssh.Shell;

/// <summary>
/// A session with a persistent shell that runs one command at a time. Each command needs one message in each direction.
/// </summary>
internal sealed class ShellChannel : IDisposable
{
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    // Each kill runs sudo, which may be slow on a busy machine or look up the user remotely.
    private static readonly TimeSpan SudoKillPatience = TimeSpan.FromSeconds(20);

    // A 64 kbit/s connection at half of its rate.
    private const double SlowestBytesPerSecond = 4 * 1024;

    private readonly IRemoteSession _session;
    private readonly SshClientOptions _options;
    private readonly TimeSpan _timeout;
    private readonly TaskCompletionSource<string> _boot = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RunningCommand? _running;
    private volatile Exception? _failure;
    private long _lastReceived;

    private ShellChannel(IRemoteSession session, string secret, SshClientOptions options, TimeSpan timeout)
    {
        (_session, _options, _timeout) = (session, options, timeout);
        _ = ReadAsync(session.ReceiveOutputAsync, new MarkedStream(secret, bytes => _running?.AddOutput(bytes), OnRecord));
        _ = ReadAsync(session.ReceiveErrorAsync, new MarkedStream(secret, bytes => _running?.AddError(bytes), _ => _running?.EndError()));
    }

    /// <summary>True if it accepts another command.</summary>
    public bool IsUsable => _failure is null && !IsSpoiled;

    /// <summary>Boot ID of the machine; empty if it reports none.</summary>
    public string Boot { get; private set; } = "";

    private bool IsSpoiled { get; set; }

    /// <summary>Opens a session and waits until its shell responds. No command of a caller runs before that.</summary>
    /// <param name="timeout">Timeout of each response.</param>
    /// <exception cref="SessionRefusedException">The server refuses another session.</exception>
    /// <exception cref="LinkDownException">The connection is down.</exception>
    public static async Task<ShellChannel> OpenAsync(
        ISshLogin login,
        SshClientOptions options,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        IRemoteSession session = await login.OpenSessionAsync(ChannelScript.Loader, timeout, cancellationToken);
        string secret = MarkerGenerator.Generate();
        ShellChannel channel = new(session, secret, options, timeout);
        try
        {
            await channel.SendAsync(ChannelScript.Open(secret), cancellationToken);
            channel.Boot = await ResponseWaiter.RequestAsync(
                token => channel._boot.Task.OrCancelled(token),
                timeout,
                options.Clock,
                cancellationToken
            );
            return channel;
        }
        catch (TimeoutException)
        {
            channel.Dispose();
            string found = string.Create(
                CultureInfo.InvariantCulture,
                $"the shell at the other end did not answer within {timeout.TotalSeconds:0.###} s"
            );
            throw new LinkDownException(found) { OnlySession = true };
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    /// <summary>Runs one command to completion.</summary>
    /// <returns>Outcome, and whether the command was ended because its deadline had passed.</returns>
    /// <exception cref="LinkDownException">The connection broke: the outcome of the command is unknown.</exception>
    public async Task<(CommandEnd End, bool IsLate)> RunAsync(
        string script,
        RunningCommand command,
        TimeSpan deadline,
        CancellationToken cancellationToken
    )
    {
        long start = _options.Clock.GetTimestamp();
        _running = command;
        if (_failure is { } earlierFailure)
        {
            throw new LinkDownException(Down(earlierFailure).Message) { NothingRan = true };
        }

        try
        {
            await SendAsync(script, ChannelScript.End.Length, CancellationToken.None);
            Interlocked.Exchange(ref _lastReceived, start);
            return await WaitForEndAsync(command, start, deadline, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // A command that cannot be killed is reported instead of the cancellation.
            if (await TryKillAsync(command) is { Fault.Length: > 0 } end)
            {
                return (end, false);
            }

            throw;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidDataException)
        {
            Fail(exception);
            throw Down(exception);
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>Waits for the end of a command, and kills it at its deadline. Checks the connection meanwhile.</summary>
    private async Task<(CommandEnd End, bool IsLate)> WaitForEndAsync(
        RunningCommand command,
        long start,
        TimeSpan deadline,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            TimeSpan rest = deadline - _options.Clock.GetElapsedTime(start);
            if (rest <= TimeSpan.Zero)
            {
                return (await KillAsync(command), true);
            }

            TimeSpan pause = rest < _options.KeepAliveInterval ? rest : _options.KeepAliveInterval;
            if (await CompletesWithinAsync(command, pause, cancellationToken))
            {
                CommandEnd end = await command.End;
                IsSpoiled |= end.LeftBehind;
                return (end, false);
            }

            await ListenAsync();
        }
    }

    public void Dispose()
    {
        _failure ??= new ObjectDisposedException(nameof(ShellChannel));
        _session.Dispose();
    }

    private static LinkDownException Down(Exception reason) =>
        reason as LinkDownException ?? new LinkDownException(ExceptionText.From(reason));

    private static async Task<bool> WaitAsync(Task task, TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task first = await Task.WhenAny(task, Task.Delay(limit, clock, ending.Token));
        await ending.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return ReferenceEquals(first, task);
    }

    private async Task<bool> CompletesWithinAsync(RunningCommand command, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return command.End.IsCompleted || await WaitAsync(command.End, limit, _options.Clock, cancellationToken);
    }

    /// <summary>Sends a heartbeat when there was no output for a while.</summary>
    private async Task ListenAsync()
    {
        TimeSpan silence = _options.Clock.GetElapsedTime(Interlocked.Read(ref _lastReceived));
        if (silence > _options.KeepAliveTimeout)
        {
            throw new LinkDownException(
                string.Create(CultureInfo.InvariantCulture, $"nothing was received for {silence.TotalSeconds:0} s")
            );
        }

        if (silence >= _options.KeepAliveInterval / 2)
        {
            await SendAsync(ChannelScript.Ping, CancellationToken.None);
        }
    }

    /// <summary>
    /// Kills a command and all its processes. The channel is not used afterwards, because a process that was not found
    /// may still write to it.
    /// </summary>
    private async Task<CommandEnd> KillAsync(RunningCommand command)
    {
        IsSpoiled = true;
        await SendAsync(ChannelScript.Kill, CancellationToken.None);
        TimeSpan patience = _options.Sudo is null ? KillTimeout : SudoKillPatience;
        return await WaitAsync(command.End, patience, _options.Clock, CancellationToken.None)
            ? await command.End
            : throw new LinkDownException(
                string.Create(CultureInfo.InvariantCulture, $"the command was not ended within {patience.TotalSeconds:0} s")
            );
    }

    /// <returns>Outcome of the command; null if unknown.</returns>
    private async Task<CommandEnd?> TryKillAsync(RunningCommand command)
    {
        try
        {
            return await KillAsync(command);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The connection is lost; its shell kills the command when the connection ends.
            Fail(exception);
            return null;
        }
    }

    /// <exception cref="LinkDownException">The connection accepts no more data.</exception>
    private Task SendAsync(string text, CancellationToken cancellationToken) => SendAsync(text, int.MaxValue, cancellationToken);

    /// <param name="endBytes">Length of the end of the text in bytes. The shell starts nothing before the end
    /// arrives.</param>
    /// <exception cref="LinkDownException">The connection accepts no more data.</exception>
    private async Task SendAsync(string text, int endBytes, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(text);
        try
        {
            await ResponseWaiter.RequestAsync(
                async token =>
                {
                    while (!rest.IsEmpty)
                    {
                        rest = rest[await _session.SendAsync(rest, token)..];
                    }

                    return true;
                },
                _timeout + TimeSpan.FromSeconds(rest.Length / SlowestBytesPerSecond),
                _options.Clock,
                cancellationToken
            );
        }
        catch (Exception exception) when (exception is TimeoutException or IOException)
        {
            string found = exception is TimeoutException ? "the connection accepts no more data" : ExceptionText.From(exception);
            throw new LinkDownException(found) { NothingRan = rest.Length >= endBytes };
        }
    }

    private void OnRecord(string[] record)
    {
        switch (record)
        {
            case ["h", ..]:
                _boot.TrySetResult(record.Length > 1 ? record[1] : "");
                break;
            case ["f", var fault]:
                _running?.SetFault(fault);
                break;
            case ["e", var code, var leftBehind]:
                _running?.EndOutput(int.Parse(code, CultureInfo.InvariantCulture), leftBehind == "1");
                break;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends the reading ends the channel, and is reported to those who wait.")]
    private async Task ReadAsync(Func<Memory<byte>, CancellationToken, ValueTask<int>> receiveAsync, MarkedStream stream)
    {
        try
        {
            while (true)
            {
                int count = await receiveAsync(stream.Buffer, CancellationToken.None);
                if (count == 0)
                {
                    throw new LinkDownException("the connection ended");
                }

                Interlocked.Exchange(ref _lastReceived, _options.Clock.GetTimestamp());
                stream.Process(count);
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Fail(Exception failure)
    {
        _failure ??= failure;
        Exception reason = Down(failure);
        _boot.TrySetException(reason);
        // Marks the exception as observed, because the task may not be awaited any more.
        _ = _boot.Task.Exception;
        _running?.Fail(reason);
    }
}
