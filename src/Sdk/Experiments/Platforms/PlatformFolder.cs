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

    /// <summary>Whether the machines of a platform are there before it is set up and after it is destroyed, with all that was installed on them.</summary>
    /// <param name="section">A platform of the folder.</param>
    public bool KeepsMachines(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return _platforms.Find(section.Type ?? "") is { KeepsMachines: true };
    }

    /// <summary>Tells what is known to be in the way of <see cref="ProvisionAsync"/> before anything is set up.</summary>
    /// <param name="configuration">The platforms.</param>
    /// <returns>Errors and warnings, each with its place; empty when nothing is known to be wrong.</returns>
    /// <exception cref="ExperimentException">The saved state cannot be read.</exception>
    public ValueList<Problem> Check(PlatformConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Check(configuration, ReadState());
    }

    /// <summary>Checks every platform, sets each up and saves its inventory. When one fails, those of this call are destroyed again.</summary>
    /// <param name="configuration">The platforms.</param>
    /// <param name="cancellationToken">Ends the wait; what was set up is destroyed again.</param>
    /// <returns>One inventory of all platforms.</returns>
    /// <exception cref="ExperimentException">A section is wrong, platforms share a host's name, a platform of the same name is there, or one failed. What could
    /// not be destroyed again is told behind that; the folder still names it.</exception>
    public async Task<Inventory> ProvisionAsync(PlatformConfiguration configuration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ValueList<PlatformSection> before = ReadState();
        ValueList<Problem> wrong = Check(configuration, before);
        if (wrong.Any(problem => problem.Severity == ProblemSeverity.Error))
        {
            throw new ExperimentException(wrong);
        }

        List<PlatformSection> begun = [];
        List<(PlatformSection Section, Inventory Inventory)> done = [];
        try
        {
            foreach (PlatformSection section in configuration.Platforms)
            {
                // Known to the folder before anything is made: a program that ends here leaves nothing unknown behind.
                begun.Add(section);
                WriteState([.. before, .. begun]);
                Inventory inventory = await SetUpAsync(section, cancellationToken);
                done.Add((section, inventory));
                CheckHosts(done);
                OutputFolder.Open(path).Write(section.InventoryFileName, buffer => InventoryText.Write(inventory, InventoryFormat.Yaml, buffer), cancellationToken);
            }
        }
        catch (Exception failure)
        {
            ValueList<Problem> left = await DestroyAsync(begun.ToValueList(), CancellationToken.None);
            if (left.Count > 0 && failure is ScalewrightException first)
            {
                throw new ExperimentException(first.Problems.AddRange(left), first);
            }

            throw;
        }

        return done.Aggregate(Inventory.Empty, (whole, entry) => whole.Merge(entry.Inventory));
    }

    /// <summary>Destroys what the folder says is there, the last first; nothing when there is nothing. What fails keeps no other from being destroyed.</summary>
    /// <param name="cancellationToken">Ends the wait before the next platform; the folder still names those that are left.</param>
    /// <exception cref="ExperimentException">The saved state cannot be read, or platforms could not be destroyed: each is told, and the folder still names them.</exception>
    public Task DestroyAsync(CancellationToken cancellationToken = default) => DestroyAsync(static _ => true, cancellationToken);

    /// <summary>Destroys some of what the folder says is there.</summary>
    /// <param name="which">True for what is to be destroyed.</param>
    /// <inheritdoc cref="DestroyAsync(CancellationToken)" path="/exception"/>
    /// <param name="cancellationToken">Ends the wait before the next platform; the folder still names those that are left.</param>
    public async Task DestroyAsync(Func<PlatformSection, bool> which, CancellationToken cancellationToken = default)
    {
        ValueList<Problem> left = await DestroyAsync([.. ReadState().Where(which)], cancellationToken);
        if (left.Count > 0)
        {
            throw new ExperimentException(left);
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
            ? [.. map.Select(entry => new PlatformSection(entry.Key, (DocumentMap)entry.Value) { Source = file })]
            : throw new ExperimentException(document.Problems.Count > 0
                ? document.Problems
                : [new Problem(ProblemCode.WrongType, "it holds no platforms", "restore it, or remove what is left by hand") { Source = file }]);
    }

    private async Task<Inventory> SetUpAsync(PlatformSection section, CancellationToken cancellationToken)
    {
        try
        {
            return await _platforms.Find(section.Type!)!.SetUpAsync(section, cancellationToken);
        }
#pragma warning disable CA1031 // Platforms are anybody's code: whatever one throws is told with its section.
        catch (Exception failure) when (failure is not (ScalewrightException or OperationCanceledException))
#pragma warning restore CA1031
        {
            throw new ExperimentException([Failed(section, "it could not be set up", failure, "mend that, and provision again")], failure);
        }
    }

    /// <summary>Destroys platforms, the last first; those that fail stay in the state, and are told.</summary>
    private async Task<ValueList<Problem>> DestroyAsync(ValueList<PlatformSection> sections, CancellationToken cancellationToken)
    {
        ProblemList problems = new();
        foreach (PlatformSection section in sections.Reverse())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_platforms.Find(section.Type ?? "") is not { } platform)
            {
                _platforms.Check(section).ToList().ForEach(problems.Add);
                continue;
            }

            try
            {
                await platform.DestroyAsync(section, CancellationToken.None);
                File.Delete(Path.Combine(path, section.InventoryFileName));
                WriteState([.. ReadState().Where(known => known.Name != section.Name)]);
            }
#pragma warning disable CA1031 // Platforms are anybody's code: whatever one throws must not keep the others from being given back.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                problems.Add(Failed(section, "it could not be destroyed", failure, "mend that, and destroy again: it stays in the list of what is there"));
            }
        }

        return problems.ToValueList();
    }

    private static Problem Failed(PlatformSection section, string what, Exception failure, string advice) =>
        section.ProblemAt("type", failure is ScalewrightException { Problems: [var first, ..] } ? first.Code : ProblemCode.PlatformUnavailable, $"{what}: {Why(failure)}", advice);

    private static string Why(Exception failure) => failure is ScalewrightException known
        ? string.Join("; ", known.Problems.Select(problem => problem.ToString()))
        : Printable.Escape(failure.Message);

    private ValueList<Problem> Check(PlatformConfiguration configuration, ValueList<PlatformSection> before)
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

        return problems.ToValueList();
    }

    /// <summary>Two platforms must not give the same name to two machines, nor one address to two hosts, unless it is this machine's.</summary>
    private void CheckHosts(List<(PlatformSection Section, Inventory Inventory)> done)
    {
        ProblemList problems = new();
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        Dictionary<(string Address, string Port, string Way), string> endpoints = [];
        foreach ((PlatformSection section, Inventory inventory) in done)
        {
            foreach (string host in inventory.Resolve().Hosts.Where(host => !owners.TryAdd(host, section.Name)))
            {
                problems.Add(section.ProblemAt("type", ProblemCode.Conflict, $"host '{Printable.Escape(host)}' belongs to platform '{owners[host]}' already", "give the hosts other names"));
            }

            foreach (DocumentEntry host in IsSimulated(section) ? DocumentMap.Empty : inventory.Resolve().HostVars)
            {
                if (EndpointOf(host.Value as DocumentMap ?? DocumentMap.Empty) is { } endpoint && !endpoints.TryAdd(endpoint, host.Key))
                {
                    problems.Add(section.ProblemAt("type", ProblemCode.Conflict, $"hosts '{Printable.Escape(endpoints[endpoint])}' and '{Printable.Escape(host.Key)}' have one address, {Printable.Escape(endpoint.Address)}", "give each an address or a port of its own"));
                }
            }
        }

        if (problems.HasErrors)
        {
            throw new ExperimentException(problems.ToValueList());
        }
    }

    /// <summary>Where and how a host is reached; null when its variables do not say so, or it is this machine.</summary>
    private static (string Address, string Port, string Way)? EndpointOf(DocumentMap vars)
    {
        string Text(string key) => (vars[key] as DocumentScalar)?.Text ?? "";
        string address = Text("ansible_host");
        bool isHere = Text("ansible_connection") == "local" || (System.Net.IPAddress.TryParse(address, out System.Net.IPAddress? known) && System.Net.IPAddress.IsLoopback(known));
        return address.Length == 0 || isHere ? null : (address, Text("ansible_port"), Text("ansible_ssh_common_args"));
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
