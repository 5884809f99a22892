using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Platforms;

/// <summary>The platforms of a program, by type. Immutable.</summary>
public sealed class PlatformList
{
    private static readonly Lock Gate = new();

    private static PlatformList _default = new([
        new SimulatedPlatform(),
        new LocalPlatform(),
        new RaspberryPiPlatform(),
        .. TestbedPlatforms.Create(new TestbedEnvironment()),
    ]);

    private PlatformList(ValueList<Platform> platforms) => Platforms = platforms;

    /// <summary>
    /// The built-in platforms Simulated, Local, RaspberryPi, Grid5000, VMonG5k, VagrantG5k, FIT and Chameleon, and the
    /// platforms of the program's assemblies with a <see cref="PlatformAttribute"/>.
    /// </summary>
    public static PlatformList Default
    {
        get
        {
            lock (Gate)
            {
                return _default;
            }
        }
    }

    /// <summary>Platforms in the order of their registration.</summary>
    public ValueList<Platform> Platforms { get; }

    /// <summary>
    /// Adds the platforms of an assembly to <see cref="Default"/>. Called by generated code when the assembly is
    /// loaded. For duplicate types, the first registration wins.
    /// </summary>
    /// <param name="entries">The platforms of the assembly.</param>
    public static void Register(IReadOnlyList<PlatformEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        lock (Gate)
        {
            foreach (PlatformEntry entry in entries.Where(entry => _default.Find(entry.Type) is null))
            {
                _default = _default.With(entry.Create());
            }
        }
    }

    /// <summary>Returns a list with an additional platform, which replaces one of the same type.</summary>
    /// <param name="platform">The platform.</param>
    public PlatformList With(Platform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return new PlatformList([.. Platforms.Where(existing => existing.Type != platform.Type), platform]);
    }

    /// <summary>Returns the platform of a type; null if it does not exist.</summary>
    /// <param name="type">The type; case-sensitive.</param>
    public Platform? Find(string type) => Platforms.FirstOrDefault(platform => platform.Type == type);

    /// <summary>Returns all problems of a section: type, missing keys and values. Empty if it is valid.</summary>
    /// <param name="section">The section.</param>
    public ValueList<Problem> Check(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        ProblemList problems = new(section.Source);
        if (section.Type is not { } type)
        {
            problems.Add(
                section.ProblemAt(
                    "type",
                    ProblemCode.MissingField,
                    "is missing",
                    $"write one of {string.Join(", ", Platforms.Select(platform => platform.Type))}"
                )
            );
        }
        else if (Find(type) is not { } platform)
        {
            string[] types = [.. Platforms.Select(existing => existing.Type)];
            string advice = Spelling.Advise(type, types, $"use one of {string.Join(", ", types)}");
            problems.Add(
                section.ProblemAt("type", ProblemCode.UnknownPlatform, $"there is no platform '{TextEscaping.Escape(type)}'", advice)
            );
        }
        else
        {
            foreach (string key in platform.RequiredFields.Where(key => section.GetText(key) is null))
            {
                problems.Add(
                    section.ProblemAt(key, ProblemCode.MissingField, "is missing", $"add '{key} = …' to [{section.Path}] or [DEFAULT]")
                );
            }

            platform.Validate(section, problems);
        }

        return problems.ToValueList();
    }
}

/// <summary>This machine, with one host name for each desired role. Ansible uses it without SSH.</summary>
internal sealed class LocalPlatform : Platform
{
    public override string Type => "Local";

    public override bool HasExistingMachines => true;

    public override Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Task.FromResult(
            RoleHosts.CreateInventory(
                section,
                "local",
                (role, number) => $"{section.Name}-{role}-{number}",
                (role, _) =>
                    [
                        new("ansible_host", "127.0.0.1"),
                        new("ansible_connection", "local"),
                        new("cluster_role", role),
                        new("platform_name", section.Name),
                    ]
            )
        );
    }

    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.CompletedTask;
}

/// <summary>Existing machines in an inventory file of the user: key <c>inventory</c>.</summary>
internal sealed class RaspberryPiPlatform : Platform
{
    public override string Type => "RaspberryPi";

    public override bool HasExistingMachines => true;

    public override ValueList<string> RequiredFields => ["inventory"];

    public override ValueList<string> OptionalFields => ["cluster"];

    public override void Validate(PlatformSection section, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(problems);
        base.Validate(section, problems);
        if (FindInventory(section) is { } path)
        {
            problems.AddRange(InventoryFile.Read(path).Problems);
        }

        WarnUnapplied(section, ["cluster"], problems);
    }

    /// <summary>Counts the hosts in the file, unless <c>instance_count</c> is set.</summary>
    public override int CountInstances(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Inventory? inventory = FindInventory(section) is { } path ? InventoryFile.Read(path).Inventory : null;
        return section.InstanceCount ?? inventory?.Resolve().Hosts.Count ?? 0;
    }

    public override Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        InventoryReadResult read = InventoryFile.Read(FindInventory(section) ?? "");
        return read.Inventory is { } inventory ? Task.FromResult(inventory) : throw new ExperimentException(read.Problems);
    }

    /// <summary>Does nothing: the machines belong to the user.</summary>
    public override Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>
    /// Returns the path of the inventory. Scalehub mounts its folder of configurations at <c>/app/conf</c>, so such a
    /// path is searched in the folders above the configuration file, unless it exists.
    /// </summary>
    private static string? FindInventory(PlatformSection section)
    {
        const string Mounted = "/app/conf/";
        if (section.GetText("inventory") is not { } path || !path.StartsWith(Mounted, StringComparison.Ordinal) || File.Exists(path))
        {
            return section.GetText("inventory");
        }

        string source = section.Sources.GetValueOrDefault("inventory", section.Source);
        DirectoryInfo? folder = source.Length > 0 ? Directory.GetParent(Path.GetFullPath(source)) : null;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, path[Mounted.Length..])))
        {
            folder = folder.Parent;
        }

        return folder is null ? path : Path.Combine(folder.FullName, path[Mounted.Length..]);
    }
}

/// <summary>A platform registered by an assembly.</summary>
/// <param name="Type">Value of <c>type</c> in the INI file.</param>
/// <param name="Create">Creates the platform.</param>
public sealed record PlatformEntry(string Type, Func<Platform> Create);
