using System.Text;
using Scalewright.Documents;
using Scalewright.Experiments.Inventories;
using Scalewright.Files;

namespace Scalewright.Experiments.Platforms;

/// <summary>
/// Platforms that are set up, in a folder: an inventory for each, and the sections they were set up by. What is destroyed is what the folder
/// says, whatever the configuration has become since. One program at a time.
/// </summary>
/// <param name="path">The folder; it is made when it is not there.</param>
/// <param name="platforms">The platforms that are known; null: <see cref="PlatformList.Default"/>.</param>
public sealed class PlatformFolder(string path, PlatformList? platforms = null)
{
    // Ansible reads every file of the folder but the hidden ones.
    private const string StateName = ".platforms.json";
    private readonly PlatformList _platforms = platforms ?? PlatformList.Default;

    /// <summary>The folder as an absolute path.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>Whether the hosts of a platform are none that anything could run on.</summary>
    /// <param name="section">A platform of the folder.</param>
    public bool IsSimulated(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return _platforms.Find(section.Type ?? "") is SimulatedPlatform;
    }

    /// <summary>Checks every platform, sets each up and saves its inventory. When one fails, those of this call are destroyed again.</summary>
    /// <param name="configuration">The platforms.</param>
    /// <param name="cancellationToken">Ends the wait; what was set up is destroyed again.</param>
    /// <returns>One inventory of all platforms.</returns>
    /// <exception cref="ExperimentException">A section is wrong, platforms share a host's name, a platform of the same name is there, or one failed.</exception>
    public async Task<Inventory> ProvisionAsync(PlatformConfiguration configuration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ValueList<PlatformSection> before = ReadState();
        Check(configuration, before);
        List<(PlatformSection Section, Inventory Inventory)> done = [];
        try
        {
            foreach (PlatformSection section in configuration.Platforms)
            {
                // Known to the folder before anything is made: a program that ends here leaves nothing unknown behind.
                WriteState([.. before, .. done.Select(entry => entry.Section), section]);
                Inventory inventory = await _platforms.Find(section.Type!)!.SetUpAsync(section, cancellationToken);
                done.Add((section, inventory));
                CheckHosts(done);
                OutputFolder.Open(path).Write(section.InventoryFileName, buffer => InventoryText.Write(inventory, InventoryFormat.Yaml, buffer), cancellationToken);
            }
        }
        catch
        {
            await DestroyAsync(configuration.Platforms, before);
            throw;
        }

        return done.Aggregate(Inventory.Empty, (whole, entry) => whole.Merge(entry.Inventory));
    }

    /// <summary>Destroys what the folder says is there; nothing when there is nothing.</summary>
    /// <param name="cancellationToken">Ends the wait before the next platform; the folder still names those that are left.</param>
    /// <exception cref="ExperimentException">The saved state cannot be read, or names a platform that is not known.</exception>
    public async Task DestroyAsync(CancellationToken cancellationToken = default)
    {
        ValueList<PlatformSection> left = ReadState();
        while (left.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ValueList<PlatformSection> rest = [.. left.Take(left.Count - 1)];
            await DestroyAsync([left[^1]], rest);
            left = rest;
        }
    }

    /// <summary>The sections of the platforms that are there, as they were when they were set up.</summary>
    /// <exception cref="ExperimentException">The saved state cannot be read.</exception>
    public ValueList<PlatformSection> ReadState()
    {
        string file = Path.Combine(path, StateName);
        if (!File.Exists(file))
        {
            return [];
        }

        Document document = DocumentReader.Read(File.ReadAllBytes(file), Dialect.Json, source: file);
        return document.Root is DocumentMap map && map.All(entry => entry.Value is DocumentMap)
            ? [.. map.Select(entry => new PlatformSection(entry.Key, (DocumentMap)entry.Value))]
            : throw new ExperimentException(document.Problems.Count > 0
                ? document.Problems
                : [new Problem(ProblemCode.WrongType, "it holds no platforms", "restore it, or remove what is left by hand") { Source = file }]);
    }

    private async Task DestroyAsync(ValueList<PlatformSection> sections, ValueList<PlatformSection> rest)
    {
        foreach (PlatformSection section in sections.Reverse())
        {
            Platform platform = _platforms.Find(section.Type ?? "") ?? throw new ExperimentException(_platforms.Check(section));
            await platform.DestroyAsync(section, CancellationToken.None);
            File.Delete(Path.Combine(path, section.InventoryFileName));
        }

        WriteState(rest);
    }

    private void Check(PlatformConfiguration configuration, ValueList<PlatformSection> before)
    {
        ProblemList problems = new();
        HashSet<string> names = [.. before.Select(section => section.Name)];
        HashSet<string> files = [.. before.Select(section => section.InventoryFileName)];
        foreach (PlatformSection section in configuration.Platforms)
        {
            foreach (Problem problem in _platforms.Check(section))
            {
                problems.Add(problem);
            }

            if (!names.Add(section.Name) || !files.Add(section.InventoryFileName))
            {
                problems.Add(section.ProblemAt("type", ProblemCode.DuplicateName, $"platform '{Printable.Escape(section.Name)}' is there already, or another would have its file {section.InventoryFileName}", "destroy it first, or rename one of them"));
            }
        }

        if (problems.HasErrors)
        {
            throw new ExperimentException(problems.ToValueList());
        }
    }

    /// <summary>Two platforms must not give the same name to two machines, nor one address to two hosts, unless it is this machine's.</summary>
    private static void CheckHosts(List<(PlatformSection Section, Inventory Inventory)> done)
    {
        ProblemList problems = new();
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        foreach ((PlatformSection section, Inventory inventory) in done)
        {
            foreach (string host in inventory.Resolve().Hosts.Where(host => !owners.TryAdd(host, section.Name)))
            {
                problems.Add(section.ProblemAt("type", ProblemCode.Conflict, $"host '{Printable.Escape(host)}' belongs to platform '{owners[host]}' already", "give the hosts other names"));
            }
        }

        if (problems.HasErrors)
        {
            throw new ExperimentException(problems.ToValueList());
        }
    }

    private void WriteState(ValueList<PlatformSection> sections)
    {
        if (sections.Count == 0)
        {
            File.Delete(Path.Combine(path, StateName));
            return;
        }

        DocumentMap state = new(sections.Select(section => new DocumentEntry(section.Name, default, section.Fields)));
        StringBuilder text = new();
        JsonText.Append(text, state);
        OutputFolder.Open(path).Write(StateName, buffer => Encoding.UTF8.GetBytes(text.Append('\n').ToString(), buffer));
    }
}
