using Scalewright.Clusters;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Starts VMs in the background, because a start takes minutes, and records the outcomes.</summary>
internal sealed class MachineStarts(VagrantCommands commands, MachineRepository repository, VagrantOptions options, ILogger logger)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrency);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Task Task, CancellationTokenSource Stop)> _starting = new(StringComparer.Ordinal);

    /// <summary>Returns true if this program is starting a VM or has queued its start.</summary>
    public bool IsStarting(string cluster, string name)
    {
        lock (_gate)
        {
            return _starting.TryGetValue(GetKey(cluster, name), out var start) && !start.Task.IsCompleted;
        }
    }

    /// <summary>Starts a VM unless its start is in progress.</summary>
    public void Start(string cluster, string name)
    {
        lock (_gate)
        {
            if (!IsStarting(cluster, name) && !_end.IsCancellationRequested)
            {
                _starting.GetValueOrDefault(GetKey(cluster, name)).Stop?.Dispose();
                CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                _starting[GetKey(cluster, name)] = (StartAsync(cluster, name, stop.Token), stop);
            }
        }
    }

    /// <summary>Cancels a start in progress and waits until it has ended.</summary>
    public async Task EndAsync(string cluster, string name)
    {
        (Task Task, CancellationTokenSource Stop) start;
        lock (_gate)
        {
            if (!_starting.Remove(GetKey(cluster, name), out start))
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
        (Task Task, CancellationTokenSource Stop)[] remaining;
        lock (_gate)
        {
            remaining = [.. _starting.Values];
        }

        foreach ((Task task, CancellationTokenSource stop) in remaining)
        {
            await task;
            stop.Dispose();
        }

        _slots.Dispose();
        _end.Dispose();
    }

    private static string GetKey(string cluster, string name) => $"{cluster}/{name}";

    private async Task StartAsync(string cluster, string name, CancellationToken cancellationToken)
    {
        try
        {
            await _slots.WaitAsync(cancellationToken);
            try
            {
                await RunAsync(cluster, name, cancellationToken);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The VM is being removed, or this program exits.
            VagrantLog.StartCancelled(logger, name);
        }
        catch (Exception exception) when (exception is ProviderException or IOException or UnauthorizedAccessException)
        {
            // The outcome cannot be recorded, or the record cannot be read. The next query reports this and starts the
            // VM again.
            VagrantLog.StartNotRecorded(logger, name);
        }
    }

    private async Task RunAsync(string cluster, string name, CancellationToken cancellationToken)
    {
        if (repository.Find(cluster, name) is not { } desired || !desired.IsToStart(options.MaxStartAttempts))
        {
            return;
        }

        string node = desired.Tag.Name;
        long started = options.Clock.GetTimestamp();
        VagrantLog.VmStarting(logger, node);
        if (await TryUpAsync(cluster, name, node, cancellationToken) is { } failure)
        {
            await RecordAsync(cluster, name, failure, options.Clock.GetElapsedTime(started));
        }
    }

    /// <summary>Runs <c>vagrant up</c>.</summary>
    /// <returns>The failure; empty if the VM started, and null if there is no outcome of this program to record.</returns>
    private async Task<string?> TryUpAsync(string cluster, string name, string node, CancellationToken cancellationToken)
    {
        try
        {
            CommandResult result = await commands.RunAsync(
                cluster,
                ["up", name, "--provider", options.Hypervisor],
                [name],
                options.StartTimeout,
                cancellationToken
            );
            if (VagrantCommands.IsLocked(result))
            {
                // Another program is starting the VM, or a killed program left a start running. The next query shows
                // the outcome.
                VagrantLog.StartedElsewhere(logger, node);
                return null;
            }

            return result.ExitCode == 0 ? "" : VagrantProblems.Failed("up", VagrantCommands.GetMessage(result)).Message;
        }
        catch (ProviderException exception) when (exception.InnerException is AgentException or ClusterException)
        {
            // The machine on which Vagrant runs does not respond, which is not a failure of the VM.
            VagrantLog.HostLost(logger, node);
            return null;
        }
        catch (ProviderException exception)
        {
            return exception.Problems[0].Message;
        }
    }

    /// <summary>Records the outcome of a start, unless the VM was removed meanwhile.</summary>
    /// <param name="failure">The failure; empty if the VM started.</param>
    private async Task RecordAsync(string cluster, string name, string failure, TimeSpan duration) =>
        await repository.RunLockedAsync(() =>
        {
            if (repository.Find(cluster, name) is not { } machine)
            {
                return null;
            }

            VagrantMachine after =
                failure.Length == 0
                    ? machine with
                    {
                        IsUp = true,
                        Failure = "",
                    }
                    : machine with
                    {
                        Failures = machine.Failures + 1,
                        Failure = failure,
                    };

            // The outcome is logged before other programs can observe it.
            if (after.IsUp)
            {
                VagrantLog.VmStarted(logger, machine.Tag.Name, duration);
            }
            else
            {
                VagrantLog.StartFailed(logger, machine.Tag.Name, after.Failures, options.MaxStartAttempts, duration, failure);
            }

            return repository.Save(cluster, after);
        });
}
