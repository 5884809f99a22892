using Scalewright.Clusters;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Starts VMs in the background, because a start takes minutes, and records the outcomes.</summary>
internal sealed class MachineStarts(
    VagrantCommands commands, MachineRepository shelf, VagrantOptions options, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turns = new(options.MaxConcurrency);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Task Task, CancellationTokenSource Stop)> _underWay =
        new(StringComparer.Ordinal);

    /// <summary>True if this program is starting a VM or has queued its start.</summary>
    public bool IsUnderWay(string cluster, string name)
    {
        lock (_gate)
        {
            return _underWay.TryGetValue(KeyOf(cluster, name), out var start) && !start.Task.IsCompleted;
        }
    }

    /// <summary>Starts a VM unless its start is in progress.</summary>
    public void Begin(string cluster, string name)
    {
        lock (_gate)
        {
            if (!IsUnderWay(cluster, name) && !_end.IsCancellationRequested)
            {
                _underWay.GetValueOrDefault(KeyOf(cluster, name)).Stop?.Dispose();
                CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                _underWay[KeyOf(cluster, name)] = (StartAsync(cluster, name, stop.Token), stop);
            }
        }
    }

    /// <summary>Cancels a start in progress and waits until it has ended.</summary>
    public async Task EndAsync(string cluster, string name)
    {
        (Task Task, CancellationTokenSource Stop) start;
        lock (_gate)
        {
            if (!_underWay.Remove(KeyOf(cluster, name), out start))
            {
                return;
            }
        }

        await start.Stop.CancelAsync();
        await start.Task;
        start.Stop.Dispose();
    }

    /// <summary>Cancels all starts. The next program that advances the cluster starts them again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        (Task Task, CancellationTokenSource Stop)[] left;
        lock (_gate)
        {
            left = [.. _underWay.Values];
        }

        foreach ((Task task, CancellationTokenSource stop) in left)
        {
            await task;
            stop.Dispose();
        }

        _turns.Dispose();
        _end.Dispose();
    }

    private static string KeyOf(string cluster, string name) => $"{cluster}/{name}";

    private async Task StartAsync(string cluster, string name, CancellationToken cancellationToken)
    {
        try
        {
            await _turns.WaitAsync(cancellationToken);
            try
            {
                await RunAsync(cluster, name, cancellationToken);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The VM is being removed, or this program exits.
            VagrantLog.StartCancelled(logger, name);
        }
        catch (Exception failure) when (failure is ProviderException or IOException or UnauthorizedAccessException)
        {
            // The outcome cannot be recorded, or the record cannot be read. The next query reports this and starts the
            // VM again.
            VagrantLog.StartNotRecorded(logger, name);
        }
    }

    private async Task RunAsync(string cluster, string name, CancellationToken cancellationToken)
    {
        if (shelf.Find(cluster, name) is not { } wanted || !wanted.IsToStart(options.MaxStartAttempts))
        {
            return;
        }

        string node = wanted.Mark.Name;
        long begun = options.Clock.GetTimestamp();
        string failure;
        VagrantLog.VmStarting(logger, node);
        try
        {
            CommandResult result = await commands.RunAsync(cluster, ["up", name, "--provider", options.Hypervisor],
                [name], options.StartTimeout, cancellationToken);
            if (VagrantCommands.IsLocked(result))
            {
                // Another program is starting the VM, or a killed program left a start running. The next query shows
                // the outcome.
                VagrantLog.StartedElsewhere(logger, node);
                return;
            }

            failure = result.ExitCode == 0 ? "" : VagrantProblems.Failed("up", VagrantCommands.Said(result)).Message;
        }
        catch (ProviderException lost) when (lost.InnerException is AgentException or ClusterException)
        {
            // The machine on which Vagrant runs does not respond, which is not a failure of the VM.
            VagrantLog.HostLost(logger, node);
            return;
        }
        catch (ProviderException late)
        {
            failure = late.Problems[0].Message;
        }

        TimeSpan duration = options.Clock.GetElapsedTime(begun);
        await shelf.HoldAsync(() =>
        {
            if (shelf.Find(cluster, name) is not { } machine)
            {
                return null;
            }

            // The outcome is logged before other programs can observe it.
            VagrantMachine after = failure.Length == 0
                ? machine with { IsUp = true, Failure = "" }
                : machine with { Failures = machine.Failures + 1, Failure = failure };
            if (after.IsUp)
            {
                VagrantLog.VmStarted(logger, node, duration);
            }
            else
            {
                VagrantLog.StartFailed(logger, node, after.Failures, options.MaxStartAttempts, duration, failure);
            }

            return shelf.Put(cluster, after);
        });
    }
}
