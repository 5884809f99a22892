using Scalewright.Clusters;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Starts VMs beside what else is done: it takes minutes. What came of it is written down.</summary>
internal sealed class MachineStarts(VagrantCommands commands, MachineShelf shelf, VagrantOptions options, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turns = new(options.CallsMax);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Task Task, CancellationTokenSource Stop)> _underWay = new(StringComparer.Ordinal);

    /// <summary>Whether this program starts a VM just now, or will do so as soon as it is its turn.</summary>
    public bool IsUnderWay(string cluster, string name)
    {
        lock (_gate)
        {
            return _underWay.TryGetValue(KeyOf(cluster, name), out var start) && !start.Task.IsCompleted;
        }
    }

    /// <summary>Begins to start a VM, unless that is under way.</summary>
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

    /// <summary>Breaks a start off, if there is one, and waits until it is over.</summary>
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

    /// <summary>Breaks all starts off; who looks at the cluster next begins them again.</summary>
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
            // It is not wanted any more, or this program ends.
            VagrantLog.BrokenOff(logger, name);
        }
        catch (Exception failure) when (failure is ProviderException or IOException or UnauthorizedAccessException)
        {
            // What came of it cannot be written down, or what was cannot be read: who looks next is told that, and begins it again.
            VagrantLog.NotWritten(logger, name);
        }
    }

    private async Task RunAsync(string cluster, string name, CancellationToken cancellationToken)
    {
        if (shelf.Find(cluster, name) is not { } wanted || !wanted.IsToStart(options.StartsMax))
        {
            return;
        }

        string node = wanted.Mark.Name;
        long begun = options.Clock.GetTimestamp();
        string failure;
        VagrantLog.Starts(logger, node);
        try
        {
            CommandResult result = await commands.RunAsync(cluster, ["up", name, "--provider", options.Hypervisor], [name], options.StartDeadline, cancellationToken);
            if (VagrantCommands.IsLocked(result))
            {
                // Another program starts it, or one that was killed left what does; the next look shows what came of it.
                VagrantLog.StartedElsewhere(logger, node);
                return;
            }

            failure = result.ExitCode == 0 ? "" : VagrantProblems.Failed("up", VagrantCommands.Said(result)).Found;
        }
        catch (ProviderException lost) when (lost.InnerException is AgentException or ClusterException)
        {
            // The machine on which Vagrant runs does not answer: that is no failure of the VM.
            VagrantLog.HostLost(logger, node);
            return;
        }
        catch (ProviderException late)
        {
            failure = late.Problems[0].Found;
        }

        TimeSpan duration = options.Clock.GetElapsedTime(begun);
        await shelf.HoldAsync(() =>
        {
            if (shelf.Find(cluster, name) is not { } machine)
            {
                return null;
            }

            // Told before anybody can see it.
            VagrantMachine after = failure.Length == 0 ? machine with { IsUp = true, Failure = "" } : machine with { Failures = machine.Failures + 1, Failure = failure };
            if (after.IsUp)
            {
                VagrantLog.Started(logger, node, duration);
            }
            else
            {
                VagrantLog.StartFailed(logger, node, after.Failures, options.StartsMax, duration, failure);
            }

            return shelf.Put(cluster, after);
        });
    }
}
