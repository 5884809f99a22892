using System.Globalization;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Slurm;
using Scalewright.Providers.Ssh;

namespace ScalehubSample;

/// <summary>Backend of a run's processes, as arguments for the watchdog process that cleans up after a crash.</summary>
/// <param name="Folder">The folder of the run.</param>
internal sealed record ProcessProvider(string Folder)
{
    private const string Plain = "processes";
    private const int WordCount = 8;

    /// <summary>Node file of machines over SSH; empty to use no SSH machines.</summary>
    public string Machines { get; init; } = "";

    /// <summary>SSH client configuration; empty for the client's default.</summary>
    public string SshConfig { get; init; } = "";

    /// <summary>Folder on the machines; empty for the default.</summary>
    public string There { get; init; } = "";

    /// <summary>True to run nodes of this machine as plain processes.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Disk size in MiB of a node of this machine; null for no separate disk.</summary>
    public int? DiskMiB { get; init; }

    /// <summary>Slurm partition whose jobs are the nodes; empty to use no Slurm.</summary>
    public string Partition { get; init; } = "";

    /// <summary>Time limit of a Slurm job, in whole seconds.</summary>
    public TimeSpan JobTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Options for nodes of this machine, without a folder.</summary>
    public LocalOptions LocalOptions => new() { Isolation = IsPlain ? LocalIsolation.Processes : LocalIsolation.Namespaces, DiskMiB = IsPlain ? null : DiskMiB };

    /// <summary>Parses the result of <see cref="ToArguments"/>.</summary>
    public static ProcessProvider Of(string[] words) => words is { Length: WordCount }
        ? new ProcessProvider(words[0])
        {
            Machines = words[1],
            SshConfig = words[2],
            There = words[3],
            IsPlain = words[4] == Plain,
            DiskMiB = int.TryParse(words[5], NumberStyles.None, CultureInfo.InvariantCulture, out int disk) ? disk : null,
            Partition = words[6],
            JobTime = TimeSpan.FromSeconds(long.Parse(words[7], CultureInfo.InvariantCulture)),
        }
        : throw new ArgumentException($"{WordCount} arguments are required, but {words.Length} were given.", nameof(words));

    /// <summary>Command-line arguments for <see cref="Of"/>.</summary>
    public ValueList<string> ToArguments() =>
    [
        Path.GetFullPath(Folder), Machines.Length > 0 ? Path.GetFullPath(Machines) : "", SshConfig, There, IsPlain ? Plain : "", DiskMiB?.ToString(CultureInfo.InvariantCulture) ?? "",
        Partition, ((long)Math.Ceiling(JobTime.TotalSeconds)).ToString(CultureInfo.InvariantCulture),
    ];

    public IProvider Open()
    {
        AgentDeployerOptions agent = OwnAgent.Prepare(Folder);
        return Machines.Length > 0
            ? SshProvider.FromFile(Machines, new SshOptions { Client = new SshClientOptions { ConfigFile = SshConfig }, Folder = There, Agent = agent })
            : Partition.Length > 0
            ? new SlurmProvider(new SlurmOptions
            {
                Client = new SlurmClientOptions { Partition = Partition, TimeLimit = JobTime, PollInterval = TimeSpan.FromMilliseconds(500) },
                Agent = agent with { Folder = There },
            })
            : new LocalProvider(LocalOptions with { Folder = Path.Combine(Folder, "nodes"), Agent = agent });
    }

    /// <summary>Deletes its folder on this machine.</summary>
    public void Remove()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
