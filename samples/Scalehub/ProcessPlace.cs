using System.Globalization;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Slurm;
using Scalewright.Providers.Ssh;

namespace ScalehubSample;

/// <summary>Where the processes of one run are, in words that another process of this program can be told: a watchdog removes them when this one is killed.</summary>
/// <param name="Folder">The folder of the run.</param>
internal sealed record ProcessPlace(string Folder)
{
    private const string Plain = "processes";
    private const int WordCount = 8;

    /// <summary>The node file of machines over SSH; empty: none.</summary>
    public string Machines { get; init; } = "";

    /// <summary>The client's configuration; empty: its own.</summary>
    public string SshConfig { get; init; } = "";

    /// <summary>The folder on machines; empty: the default.</summary>
    public string There { get; init; } = "";

    /// <summary>Whether nodes of this machine are plain processes.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The size of the disk of a node of this machine; null: none of its own.</summary>
    public int? DiskMiB { get; init; }

    /// <summary>The partition of Slurm whose jobs are the nodes; empty: none.</summary>
    public string Partition { get; init; } = "";

    /// <summary>How long such a job may take, in whole seconds.</summary>
    public TimeSpan JobTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Nodes of this machine, without a folder.</summary>
    public LocalProviderOptions LocalOptions => new() { Isolation = IsPlain ? LocalIsolation.Processes : LocalIsolation.Namespaces, DiskMiB = IsPlain ? null : DiskMiB };

    /// <summary>What <see cref="ToArguments"/> gave.</summary>
    public static ProcessPlace Of(string[] words) => words is { Length: WordCount }
        ? new ProcessPlace(words[0])
        {
            Machines = words[1],
            SshConfig = words[2],
            There = words[3],
            IsPlain = words[4] == Plain,
            DiskMiB = int.TryParse(words[5], NumberStyles.None, CultureInfo.InvariantCulture, out int disk) ? disk : null,
            Partition = words[6],
            JobTime = TimeSpan.FromSeconds(long.Parse(words[7], CultureInfo.InvariantCulture)),
        }
        : throw new ArgumentException($"{words.Length} words tell of no place; {WordCount} do.", nameof(words));

    /// <summary>The words of a command line that tell it.</summary>
    public ValueList<string> ToArguments() =>
    [
        Path.GetFullPath(Folder), Machines.Length > 0 ? Path.GetFullPath(Machines) : "", SshConfig, There, IsPlain ? Plain : "", DiskMiB?.ToString(CultureInfo.InvariantCulture) ?? "",
        Partition, ((long)Math.Ceiling(JobTime.TotalSeconds)).ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>Opens it.</summary>
    public IProvider Open()
    {
        AgentDeploymentOptions agent = OwnAgent.Prepare(Folder);
        return Machines.Length > 0
            ? SshProvider.FromFile(Machines, new SshProviderOptions { Ssh = new SshOptions { ConfigFile = SshConfig }, Folder = There, Agent = agent })
            : Partition.Length > 0
            ? new SlurmProvider(new SlurmProviderOptions
            {
                Slurm = new SlurmOptions { Partition = Partition, TimeLimit = JobTime, LookInterval = TimeSpan.FromMilliseconds(500) },
                Agent = agent with { Folder = There },
            })
            : new LocalProvider(LocalOptions with { Folder = Path.Combine(Folder, "nodes"), Agent = agent });
    }

    /// <summary>Removes its folder on this machine.</summary>
    public void Remove()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
