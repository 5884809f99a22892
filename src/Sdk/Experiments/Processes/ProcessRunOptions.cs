using Scalewright.Clusters.Reaping;
using Scalewright.Experiments.Deployments;
using Scalewright.Providers;

namespace Scalewright.Experiments.Processes;

/// <summary>Where an experiment runs as processes of machines, and how.</summary>
/// <param name="Open">Opens the place for one run, which disposes it at its end. Agents of its nodes must answer <see cref="StreamParts.Services"/>, each as a process of its own.</param>
public sealed record ProcessRunOptions(Func<IProvider> Open)
{
    /// <summary>What instances do for as long as a record costs; default they compute.</summary>
    public StreamWork Work { get; init; }

    /// <summary>A folder that gets the file of each machine in which its instances wrote down what they counted, as <c>MACHINE.tsv</c>; empty, the default: nobody keeps them.</summary>
    public string Kept { get; init; } = "";

    /// <summary>A folder of the run's own, as for what <see cref="Open"/> keeps there; it is removed at the end, unless something of the machines is left. Empty, the default: there is none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>
    /// The process that removes the machines when this program is killed: the program calls <see cref="ClusterWatchdog.TryRun(string[], Func{string[], IProvider}, Action{string[]})"/> first. It keeps
    /// the state of the machines in <see cref="Folder"/>. Null, the default: there is none, and machines stay until somebody removes them.
    /// </summary>
    public WatchdogOptions? Watchdog { get; init; }

    /// <summary>What deploys the playbooks of steps; null, the default: nothing does, and a run with such a step fails before any load.</summary>
    public Deployment? Deployment { get; init; }

    /// <summary>Time between two looks at what is due; default a quarter of a second.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    internal ProcessRunOptions Check()
    {
        ArgumentNullException.ThrowIfNull(Open);
        ArgumentNullException.ThrowIfNull(Kept);
        ArgumentNullException.ThrowIfNull(Folder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LookInterval, TimeSpan.Zero);
        return Watchdog is null || Folder.Length > 0 ? this : throw new ArgumentException("A watchdog goes by the state of the machines, which needs a folder.", nameof(Watchdog));
    }
}
