using System.Globalization;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Ssh;

namespace ScalehubSample;

/// <summary>Where the processes of one run are, in words that another process of this program can be told: a watchdog removes them when this one is killed.</summary>
/// <param name="Folder">The folder of the run.</param>
/// <param name="Machines">The node file of machines over SSH; empty: nodes of this machine.</param>
/// <param name="SshConfig">The client's configuration; empty: its own.</param>
/// <param name="There">The folder on machines; empty: the default.</param>
/// <param name="IsPlain">Whether nodes of this machine are plain processes.</param>
/// <param name="DiskMiB">The size of the disk of a node of this machine; null: none of its own.</param>
internal sealed record ProcessPlace(string Folder, string Machines, string SshConfig, string There, bool IsPlain, int? DiskMiB)
{
    private const string Plain = "processes";
    private const int WordCount = 6;

    /// <summary>Nodes of this machine, without a folder.</summary>
    public LocalProviderOptions LocalOptions => new() { Isolation = IsPlain ? LocalIsolation.Processes : LocalIsolation.Namespaces, DiskMiB = IsPlain ? null : DiskMiB };

    /// <summary>What <see cref="ToArguments"/> gave.</summary>
    public static ProcessPlace Of(string[] words) => words is { Length: WordCount }
        ? new(words[0], words[1], words[2], words[3], words[4] == Plain, int.TryParse(words[5], NumberStyles.None, CultureInfo.InvariantCulture, out int disk) ? disk : null)
        : throw new ArgumentException($"{words.Length} words tell of no place; {WordCount} do.", nameof(words));

    /// <summary>The words of a command line that tell it.</summary>
    public ValueList<string> ToArguments() => [Path.GetFullPath(Folder), Machines.Length > 0 ? Path.GetFullPath(Machines) : "", SshConfig, There, IsPlain ? Plain : "", DiskMiB?.ToString(CultureInfo.InvariantCulture) ?? ""];

    /// <summary>Opens it.</summary>
    public IProvider Open()
    {
        AgentDeploymentOptions agent = OwnAgent.Prepare(Folder);
        return Machines.Length == 0
            ? new LocalProvider(LocalOptions with { Folder = Path.Combine(Folder, "nodes"), Agent = agent })
            : SshProvider.FromFile(Machines, new SshProviderOptions
            {
                Ssh = new SshOptions { ConfigFile = SshConfig },
                Folder = There,
                Agent = agent with { Folder = There.Length > 0 ? $"{There}-agent" : "" },
            });
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
