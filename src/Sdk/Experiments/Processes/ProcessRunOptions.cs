using Scalewright.Clusters.Reaping;
using Scalewright.Experiments.Deployments;
using Scalewright.Providers;

namespace Scalewright.Experiments.Processes;

/// <summary>Options of an experiment that runs as processes on machines.</summary>
/// <param name="ProviderFactory">Creates the provider for one run, which disposes it at the end. The agents of its
/// nodes must host
/// <see cref="StreamAgentServices.All"/>, each in its own process.</param>
public sealed record ProcessRunOptions(Func<IProvider> ProviderFactory)
{
    /// <summary>Activity of instances during the processing time of a record. Default computing.</summary>
    public WorkMode WorkMode { get; init; }

    /// <summary>Folder for the counter files <c>MACHINE.tsv</c>. Default empty: they are not kept.</summary>
    public string CounterFolder { get; init; } = "";

    /// <summary>
    /// Folder of the run, for example for the state that <see cref="ProviderFactory"/> stores there. It is deleted at
    /// the end unless machines are left. Default empty: no folder.
    /// </summary>
    public string Folder { get; init; } = "";

    /// <summary>
    /// Process that removes the machines if this program is killed. The program must call
    /// <see cref="ClusterWatchdog.TryRun(string[], Func{string[], IProvider}, Action{string[]})"/> first. It stores the
    /// state of the machines in <see cref="Folder"/>. Default null: without such a process, machines remain until they
    /// are removed manually.
    /// </summary>
    public WatchdogOptions? Watchdog { get; init; }

    /// <summary>Deploys the playbooks of steps. Default null: a run with a playbook fails before the load
    /// starts.</summary>
    public PlaybookDeployer? Deployer { get; init; }

    /// <summary>Time between two polls. Default 250 milliseconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    internal ProcessRunOptions Check()
    {
        ArgumentNullException.ThrowIfNull(ProviderFactory);
        ArgumentNullException.ThrowIfNull(CounterFolder);
        ArgumentNullException.ThrowIfNull(Folder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
        return Watchdog is null || Folder.Length > 0
            ? this
            : throw new ArgumentException("A watchdog goes by the state of the machines, which needs a folder.", nameof(Watchdog));
    }
}
