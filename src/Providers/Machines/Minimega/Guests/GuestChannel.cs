using Scalewright.Journals;
using Scalewright.Providers.Minimega.Backend;

namespace Scalewright.Providers.Minimega.Guests;

/// <summary>
/// Persistent shell in a guest that runs one script at a time. Its input and output are pipes of minimega, so a
/// response arrives immediately. The response to a separate command would arrive with the agent's next heartbeat, up to
/// 5 seconds later.
/// </summary>
/// <remarks>Only one message is in transit at a time, because minimega and its agent process each message in a separate
/// goroutine, so that messages may overtake each other. Nothing is written to a shell that may have exited, because the
/// agent blocks forever at the second message without a reader.</remarks>
internal sealed class GuestChannel : IAsyncDisposable
{
    private const string Hello = "@hello";
    private const string Joined = "@joined";

    // A pipe with an open writer cannot be removed, and the server notices a closed writer with a delay.
    private const int MaxRemovalAttempts = 20;

    private readonly MinimegaVm _vm;
    private readonly MinimegaNamespace _vmNamespace;
    private readonly MinimegaOptions _options;
    private readonly GuestMonitor _watch;
    private readonly string _name;
    private readonly MinimegaPipe _input;
    private readonly MinimegaPipe _output;
    private readonly Task _drain;

    [SuppressMessage(
        "Usage",
        "CA2213",
        Justification = "Whoever waits for a turn wakes after the end, too; without a wait handle there is nothing to dispose."
    )]
    private readonly SemaphoreSlim _gate = new(1);

    private readonly CancellationTokenSource _stop = new();
    private int _command;
    private int _last;
    private long _used;
    private bool _isBroken;
    private bool _isDisposed;

    private GuestChannel(
        MinimegaVm vm,
        MinimegaNamespace vmNamespace,
        MinimegaOptions options,
        GuestMonitor watch,
        string name,
        MinimegaPipe input,
        MinimegaPipe output
    )
    {
        (_vm, _vmNamespace, _options, _watch, _name, _input, _output) = (vm, vmNamespace, options, watch, name, input, output);
        _drain = input.DrainAsync(_stop.Token);
        _used = options.Clock.GetTimestamp();
    }

    /// <summary>True while the shell responds and has not been idle for so long that it may exit.</summary>
    public bool IsUsable => !_isBroken && _options.Clock.GetElapsedTime(_used) < GuestScripts.IdleTimeout / 2;

    /// <summary>Starts a shell in a guest.</summary>
    /// <exception cref="IOException">The shell does not start in time, or the guest no longer runs.</exception>
    /// <exception cref="MinimegaException">The server refused, or does not respond.</exception>
    public static async Task<GuestChannel> OpenAsync(
        MinimegaVm vm,
        MinimegaNamespace vmNamespace,
        MinimegaOptions options,
        CancellationToken cancellationToken
    )
    {
        string name = $"scalewright-{Lineage.CreateRandom(options.Random)}";
        MinimegaPipe? input = null;
        MinimegaPipe? output = null;
        GuestChannel? channel = null;
        try
        {
            input = await MinimegaPipe.JoinAsync(options.SocketPath, $"{vmNamespace.Name}//{GetInputName(name)}", cancellationToken);
            output = await MinimegaPipe.JoinAsync(options.SocketPath, $"{vmNamespace.Name}//{GetOutputName(name)}", cancellationToken);
            channel = new GuestChannel(vm, vmNamespace, options, new GuestMonitor(vm, vmNamespace), name, input, output);
            await channel.StartAsync(cancellationToken);
            return channel;
        }
        catch (Exception exception)
        {
            await CloseAsync(channel, input, output);
            if (exception is SocketException)
            {
                throw new IOException($"minimega's socket cannot be joined: {ExceptionText.From(exception)}", exception);
            }

            throw;
        }
    }

    /// <summary>Runs a script and returns its output.</summary>
    /// <exception cref="IOException">No response arrived in time, or the guest no longer runs.</exception>
    /// <exception cref="OperationCanceledException">The caller canceled the request. The script runs to
    /// completion.</exception>
    public async Task<GuestResponse> RunAsync(string script, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        Task<GuestResponse> exchange = ExchangeAsync(script);
        return await exchange.OrCancelled(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _gate.WaitAsync(CancellationToken.None);
        await _input.DisposeAsync();
        await _output.DisposeAsync();
        await _stop.CancelAsync();
        await _drain;
        await RemoveAsync();
        _stop.Dispose();
        _gate.Release();
    }

    private static string GetInputName(string name) => $"{name}-in";

    private static string GetOutputName(string name) => $"{name}-out";

    private static async Task CloseAsync(GuestChannel? channel, MinimegaPipe? input, MinimegaPipe? output)
    {
        if (channel is not null)
        {
            await channel.DisposeAsync();
            return;
        }

        foreach (MinimegaPipe pipe in new[] { input, output }.OfType<MinimegaPipe>())
        {
            await pipe.DisposeAsync();
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(_options.GuestTimeout, _options.Clock);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // When a client has read its own message from the pipe, it has joined and receives all further messages.
            await _output.WriteAsync(Joined, stop.Token);
            await ReadUntilAsync(Joined, [], stop.Token);
            await QueueAsync(stop.Token);
            await ReadUntilAsync(Hello, [], stop.Token);
            await DeleteCommandAsync();
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            _isBroken = true;
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"no shell started in {_vm.Id} within {_options.GuestTimeout.TotalSeconds:0.###} s"
                ),
                exception
            );
        }
        catch
        {
            _isBroken = true;
            throw;
        }
    }

    // The filter applies to all subsequent commands of the namespace, so it is set, used and checked under one lock.
    private Task<bool> QueueAsync(CancellationToken cancellationToken) =>
        _vmNamespace.RunInTurnAsync(
            async client =>
            {
                string filter = $"uuid={_vm.Uuid}";
                await client.RunAsync(MinimegaCommandText.Join("cc", "filter", filter), CancellationToken.None);
                string[] arguments =
                [
                    $"stdin={GetInputName(_name)}",
                    $"stdout={GetOutputName(_name)}",
                    "/bin/sh",
                    "-c",
                    GuestScripts.Line(GuestScripts.Stay(_name)),
                ];
                _command = await client.CcBackgroundAsync(arguments, CancellationToken.None);
                await client.ClearCcFilterAsync(CancellationToken.None);
                ValueList<ValueMap<string>> rows = await client.RunTableAsync(".columns id,filter cc commands", CancellationToken.None);
                return rows.All(row => row["id"] != $"{_command}" || row["filter"] == filter)
                    ? true
                    : throw new IOException(
                        $"another program changed the filter of {_vmNamespace.Name} at the same moment; let one program at a "
                            + "time act for a cluster"
                    );
            },
            cancellationToken
        );

    private async Task<GuestResponse> ExchangeAsync(string script)
    {
        string number = $"{++_last}";
        StringBuilder text = new();
        using CancellationTokenSource deadline = new(_options.GuestTimeout, _options.Clock);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isBroken)
            {
                throw new IOException($"the shell in {_vm.Id} no longer responds");
            }

            await _input.WriteAsync($"run {number} {Encoding.UTF8.GetByteCount(script)}\n{script}", deadline.Token);
            await ReadUntilAsync($"@answer {number}", [], deadline.Token);
            List<string> lines = [];
            await ReadUntilAsync($"@done {number}", lines, deadline.Token);
            _used = _options.Clock.GetTimestamp();
            return GuestResponse.Read(string.Join('\n', lines)) ?? throw new IOException($"the script in {_vm.Id} was truncated");
        }
        catch (OperationCanceledException exception)
        {
            _isBroken = true;
            throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"there was no response within {_options.GuestTimeout.TotalSeconds:0.###} s"),
                exception
            );
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or MinimegaException)
        {
            _isBroken = true;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    // While waiting, checks periodically that the guest still runs.
    private async Task ReadUntilAsync(string end, List<string> lines, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<string?> reading = _output.ReadAsync(cancellationToken);
            while (!reading.IsCompleted)
            {
                Task pause = Task.Delay(_options.PollInterval, _options.Clock, cancellationToken);
                if (await Task.WhenAny(reading, pause) != reading)
                {
                    await _watch.CheckAsync(cancellationToken);
                }
            }

            string line = await reading ?? throw new IOException("minimega closed the pipe");
            if (line == end)
            {
                return;
            }

            lines.Add(line);
        }
    }

    // Removing the pipe closes the shell's input, which ends the shell. Nothing more is sent to a shell that may have
    // exited.
    private async Task RemoveAsync()
    {
        try
        {
            MinimegaClient client = await _vmNamespace.ConnectAsync(CancellationToken.None);
            await DeleteCommandAsync();
            if (_isBroken)
            {
                return;
            }

            await RemoveAsync(client, GetInputName(_name));
            await RemoveAsync(client, GetOutputName(_name));
        }
        catch (MinimegaException)
        {
            // The server does not run any more, so the pipes no longer exist.
        }
    }

    private async Task RemoveAsync(MinimegaClient client, string pipe)
    {
        for (int attempt = 1; attempt <= MaxRemovalAttempts; attempt++)
        {
            try
            {
                await client.RunAsync(MinimegaCommandText.Join("clear", "pipe", pipe), CancellationToken.None);
                return;
            }
            catch (MinimegaException exception)
                when (exception.Errors.Count > 0 && exception.Errors[0].Text.Contains("open writers", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(attempt), _options.Clock, CancellationToken.None);
            }
            catch (MinimegaException exception) when (exception.Errors.Count > 0)
            {
                return;
            }
        }
    }

    // If the command were not deleted, it would be delivered again after a restart of the guest's agent.
    private async Task DeleteCommandAsync()
    {
        MinimegaClient client = await _vmNamespace.ConnectAsync(CancellationToken.None);
        foreach (string kind in new[] { "response", "command" })
        {
            try
            {
                await client.RunAsync($"cc delete {kind} {_command}", CancellationToken.None);
            }
            catch (MinimegaException exception) when (exception.Errors.Count > 0)
            {
                // The command did not exist.
            }
        }
    }
}
