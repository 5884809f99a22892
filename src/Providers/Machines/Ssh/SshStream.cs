using Scalewright.Providers.Ssh.Carriers;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh;

/// <summary>Standard input and output of a remote program.</summary>
internal sealed class SshStream : DuplexStream
{
    private const int MaxErrorBytes = 16 * 1024;
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    // The program is sent as the first line of input, so that it does not appear in the arguments of a local process or
    // of the login shell.
    private const string Loader = "exec sh -c 'IFS= read -r l;eval \"$(printf %b \"$l\")\"'";

    private readonly SlotSession _slot;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly MemoryStream _error = new();
    private ReadOnlyMemory<byte> _begin;

    private SshStream(SlotSession slot, TimeProvider clock, string secret)
    {
        (_slot, _clock) = (slot, clock);
        ErrorRead = ReadErrorAsync(new StartMarker(secret));
    }

    /// <summary>Exit code of the program; null if the connection broke.</summary>
    public Task<int?> Exit => _slot.Session.Exit;

    /// <summary>True if the program exited with a code other than 0.</summary>
    public bool HasRefused => Exit is { IsCompletedSuccessfully: true, Result: > 0 };

    /// <summary>True if all output of the program was read.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Completes when the program has closed its standard error.</summary>
    public Task ErrorRead { get; }

    /// <summary>Beginning of the program's standard error.</summary>
    public string Error
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString(_error.GetBuffer(), 0, (int)_error.Length);
            }
        }
    }

    /// <summary>Starts a program and waits until it runs. Earlier output of the login shell is discarded.</summary>
    /// <param name="script">Line for a POSIX shell. A command with <see cref="SudoScript.Prefix"/> runs as
    /// root.</param>
    /// <param name="busyRetry">Retries of a login while the server is too busy; null for those of the options.</param>
    /// <exception cref="LoginException">The login failed, or the login shell does not start the program.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public static async Task<SshStream> StartAsync(
        SshLink link,
        string script,
        RetryOptions? busyRetry,
        CancellationToken cancellationToken
    )
    {
        string secret = MarkerGenerator.Generate();
        SshStream stream = new(await link.OpenAsync(Loader, busyRetry, cancellationToken), link.Options.Clock, secret);
        try
        {
            string line = (StartMarker.Print(secret) + SudoScript.Wrap(link.Options.Sudo, script))
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            await stream.TrySendAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);
            await stream.AwaitStartAsync(new StartMarker(secret), link, cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a program for a caller of the transport.</summary>
    public static Task<Stream> OpenAsync(SshLink link, string words, RetryOptions? busyRetry, CancellationToken cancellationToken) =>
        SshFaults.CallAsync<Stream>(link.Address.Host, hasEffect: true, async () =>
            await StartAsync(link, $"exec {SudoScript.Prefix(link.Options.Sudo)}{words}", busyRetry, cancellationToken)
        );

    /// <summary>Closes the input of the program.</summary>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public void EndInput() => _slot.Session.EndInput();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_begin.IsEmpty)
        {
            int begun = Math.Min(_begin.Length, buffer.Length);
            _begin[..begun].CopyTo(buffer);
            _begin = _begin[begun..];
            return begun;
        }

        int count = await _slot.Session.ReceiveOutputAsync(buffer, cancellationToken);
        HasEnded |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[await _slot.Session.SendAsync(buffer, cancellationToken)..];
        }
    }

    public override async ValueTask<ProcessExit?> GetProcessExitAsync(CancellationToken cancellationToken = default)
    {
        // The final output arrives with the exit code, unless another process keeps the stream open.
        using CancellationTokenSource timeoutSource = new(EndGrace, _clock);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        try
        {
            if (await Exit.OrCancelled(ending.Token) is not { } code)
            {
                return null;
            }

            await Task.WhenAny(ErrorRead, Task.Delay(EndGrace, _clock, ending.Token));
            // Skips the stack trace, which follows the message of a .NET exception.
            string said = Error
                .Split('\n')
                .Select(line => line.Trim())
                .LastOrDefault(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal))
                ?? "";
            return new ProcessExit(code, said);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _slot.Dispose();
            _error.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task TrySendAsync(byte[] line, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(line, cancellationToken);
        }
        catch (LinkDownException)
        {
            // A login shell that has exited accepts no input; its output and exit code contain the reason.
        }
    }

    private async Task AwaitStartAsync(StartMarker mark, SshLink link, CancellationToken cancellationToken)
    {
        // On a slow connection, the line may wait behind other data. A dead connection is detected elsewhere.
        using CancellationTokenSource timeoutSource = new(link.Options.ConnectTimeout, link.Options.Clock);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        try
        {
            byte[] bytes = new byte[4096];
            while (!mark.IsFound)
            {
                int count = await ReadAsync(bytes, ending.Token);
                _begin = mark.Process(bytes.AsMemory(0, count));
                if (count == 0)
                {
                    throw await CreateNotStartedErrorAsync(mark.Before, ending.Token);
                }

                if (mark.IsLate)
                {
                    throw new LoginException(SshProblems.Talkative(StartMarker.MaxBytes), mayRetry: false);
                }
            }
        }
        catch (OperationCanceledException) when (timeoutSource.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LinkDownException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the shell at the other end started nothing within {link.Options.ConnectTimeout.TotalSeconds:0.###} s"
                )
            );
        }
    }

    private async Task<IOException> CreateNotStartedErrorAsync(string printed, CancellationToken cancellationToken)
    {
        if (await Exit.OrCancelled(cancellationToken) is not { } code)
        {
            return new LinkDownException("the connection broke before a program was started");
        }

        await ErrorRead.OrCancelled(cancellationToken);
        string said = (Error.Trim() is { Length: > 0 } error ? error : printed.Trim()).Split('\n')[^1];
        return new LoginException(SshProblems.NothingStarted(code, TextEscaping.Escape(said)), mayRetry: false);
    }

    private async Task ReadErrorAsync(StartMarker mark)
    {
        byte[] bytes = new byte[4096];
        try
        {
            int count;
            while ((count = await _slot.Session.ReceiveErrorAsync(bytes, CancellationToken.None)) > 0)
            {
                // If the login shell writes too much output of its own, all output is discarded.
                ReadOnlyMemory<byte> scriptBytes = mark.IsLate ? default : mark.Process(bytes.AsMemory(0, count));
                Keep(scriptBytes.Span);
            }

            Keep(mark.IsFound ? default : Encoding.UTF8.GetBytes(mark.Before));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The output received so far is kept.
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _error.Write(bytes[..(int)Math.Min(bytes.Length, MaxErrorBytes - _error.Length)]);
        }
    }
}

/// <summary>A session that counts as a channel of its machine.</summary>
internal sealed class SlotSession(IRemoteSession session, ChannelSlots slots) : IDisposable
{
    private int _isDisposed;

    public IRemoteSession Session => session;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            session.Dispose();
            slots.Return();
        }
    }
}
