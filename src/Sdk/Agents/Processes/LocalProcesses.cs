namespace Scalewright.Agents.Processes;

/// <summary>Runs programs on this machine (Linux), each in its own session.</summary>
/// <remarks>Background processes continue to run after their program exits. Their output is read for at most a
/// second. Killing a program also kills its session and its descendants. Only a process that left the session and lost
/// its parent survives.</remarks>
public sealed class LocalProcesses : INodeProcesses
{
    // 128 plus SIGKILL.
    private const int KilledCode = 137;

    private readonly LocalProcessesOptions _options;
    private readonly ProcessLimiter _slots;
    private readonly OutOfMemoryCounter _memory;

    /// <summary>Creates a runner with limits.</summary>
    /// <param name="options">Limits; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below its minimum.</exception>
    public LocalProcesses(LocalProcessesOptions? options = null)
    {
        _options = options ?? new LocalProcessesOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxProcesses, 1, nameof(options));
        _slots = new ProcessLimiter(_options.MaxProcesses);
        _memory = new OutOfMemoryCounter(_options.OutOfMemoryCounters);
    }

    /// <inheritdoc/>
    public async Task<int> RunAsync(CommandRequest request, ProcessOutput output, CancellationToken cancellationToken)
    {
        Check(request);
        ArgumentNullException.ThrowIfNull(output);
        await _slots.AcquireAsync(cancellationToken);
        long kills = _memory.Read();
        RunningProcess program = await StartAsync(request, cancellationToken);
        try
        {
            int code = await EndAsync(program, request, output, cancellationToken);
            if (code == KilledCode && _memory.Read() > kills)
            {
                output.ReportOutOfMemory();
            }

            return code;
        }
        finally
        {
            // Releases the descriptors before the slot, so that the next program can use them.
            program.Dispose();
            _slots.Return();
        }
    }

    private static void Check(CommandRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!OperatingSystem.IsLinux())
        {
            throw new IOException("programs are run on Linux only");
        }

        if (request.Command.Count == 0 || request.Command[0].Length == 0)
        {
            throw new IOException("there is no program to start");
        }

        if (
            request
                .Command.Concat(request.Environment.Values)
                .Append(request.WorkingDirectory)
                .Any(argument => argument.Contains('\0', StringComparison.Ordinal))
        )
        {
            throw new IOException("a word holds a zero character, which no program can be given");
        }

        if (
            request
                .Command.Concat(request.Environment.Values)
                .Concat(request.Environment.Keys)
                .Append(request.WorkingDirectory)
                .Append(request.Input)
                .FirstOrDefault(text => !TextEscaping.IsWellFormed(text)) is
            { } half
        )
        {
            throw new IOException($"'{TextEscaping.Escape(half)}' contains an unpaired surrogate, and a program is given UTF-8");
        }

        if (request.Environment.Keys.FirstOrDefault(name => name.Length == 0 || name.AsSpan().ContainsAny('=', '\0')) is { } bad)
        {
            throw new IOException($"'{TextEscaping.Escape(bad)}' is not a name of a variable");
        }
    }

    /// <summary>Starts a program. Waits for another slot while the machine is at its limit.</summary>
    private async Task<RunningProcess> StartAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return RunningProcess.Start(request, _options);
            }
            catch (LimitReachedException) when (_slots.TryShrink())
            {
                // Tries again when another program has exited.
            }
            catch
            {
                _slots.Return();
                throw;
            }

            await _slots.AcquireAsync(cancellationToken);
        }
    }

    private async Task<int> EndAsync(
        RunningProcess program,
        CommandRequest request,
        ProcessOutput output,
        CancellationToken cancellationToken
    )
    {
        if (_options.OutputLog is not { } log)
        {
            return await program.EndAsync(request.Input, output.WriteOutput, output.WriteError, cancellationToken);
        }

        string name = $"{Path.GetFileName(request.Command[0])}.{program.Id}";
        using RecordWriter kept = log.Open("stdout", name);
        using RecordWriter keptError = log.Open("stderr", name);
        return await program.EndAsync(
            request.Input,
            bytes =>
            {
                kept.Write(bytes);
                output.WriteOutput(bytes);
            },
            bytes =>
            {
                keptError.Write(bytes);
                output.WriteError(bytes);
            },
            cancellationToken
        );
    }
}

/// <summary>Limits concurrent programs. Lowered when the machine refuses to start more; reset when none is
/// running.</summary>
internal sealed class ProcessLimiter(int maxCount)
{
    private readonly int _maxCount = maxCount;
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _limit = maxCount;
    private int _acquired;

    /// <summary>Waits for a slot; first come, first served.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> turn;
        lock (_gate)
        {
            if (_acquired < _limit && _waiting.Count == 0)
            {
                _acquired++;
                return;
            }

            turn = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        try
        {
            await turn.Value.Task.OrCancelled(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Leave(turn);
            throw;
        }
    }

    public void Return()
    {
        lock (_gate)
        {
            _acquired--;
            _limit = _acquired == 0 ? _maxCount : _limit;
            Grant();
        }
    }

    /// <summary>Lowers the limit after a refused start. False if no other program is running: do not retry.</summary>
    public bool TryShrink()
    {
        lock (_gate)
        {
            if (_acquired == 1)
            {
                return false;
            }

            _acquired--;
            _limit = Math.Min(_limit, _acquired);
            return true;
        }
    }

    private void Leave(LinkedListNode<TaskCompletionSource> turn)
    {
        bool isGranted;
        lock (_gate)
        {
            isGranted = turn.List is null;
            if (!isGranted)
            {
                _waiting.Remove(turn);
            }
        }

        if (isGranted)
        {
            Return();
        }
    }

    private void Grant()
    {
        while (_acquired < _limit && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _acquired++;
            next.Value.SetResult();
        }
    }
}
