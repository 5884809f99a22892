namespace Scalewright.Experiments.Inventories;

/// <summary>Hosts, groups and variables of Ansible. A value with structural equality.</summary>
/// <example>
/// Describes the hosts of a web shop with a range, and writes them as an inventory of Ansible:
/// <code>
/// Inventory shop = new()
/// {
///     Groups = [new("web") { Hosts = ["web[1:3]"] }, new("db") { Hosts = ["db1"] }],
/// };
/// Console.WriteLine(string.Join(", ", shop.Resolve().Hosts));
/// System.Buffers.ArrayBufferWriter&lt;byte> buffer = new();
/// InventoryText.Write(shop, InventoryFormat.Yaml, buffer);
/// File.WriteAllBytes("inventory.yaml", buffer.WrittenSpan);
/// </code>
/// </example>
public sealed record Inventory
{
    /// <summary>Name of the group of all hosts.</summary>
    public const string All = "all";

    /// <summary>Name of the group of hosts that are in no other group.</summary>
    public const string UngroupedName = "ungrouped";

    /// <summary>An inventory without hosts.</summary>
    public static Inventory Empty { get; } = new();

    /// <summary>Groups in order, without <c>all</c> and <c>ungrouped</c>.</summary>
    public ValueList<InventoryGroup> Groups { get; init; } = [];

    /// <summary>Variables by host or range of hosts, each a map. For the same host, later entries win.</summary>
    public DocumentMap HostVars { get; init; } = DocumentMap.Empty;

    /// <summary>Variables of all hosts.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;

    /// <summary>Hosts in no group; names may contain ranges.</summary>
    public ValueList<string> Ungrouped { get; init; } = [];

    /// <summary>Finds a group; null if it does not exist.</summary>
    /// <param name="name">Name of the group.</param>
    public InventoryGroup? FindGroup(string name) => Groups.FirstOrDefault(group => group.Name == name);

    /// <summary>Merges groups of the same name and variables. Variables of the other inventory win.</summary>
    /// <param name="other">The other inventory.</param>
    public Inventory Merge(Inventory other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Inventory
        {
            Groups =
            [
                .. Groups.Select(group => other.FindGroup(group.Name) is { } twin ? Join(group, twin) : group),
                .. other.Groups.Where(group => FindGroup(group.Name) is null),
            ],
            HostVars = Join(HostVars, other.HostVars),
            Vars = Join(Vars, other.Vars),
            Ungrouped = [.. Ungrouped.Union(other.Ungrouped, StringComparer.Ordinal)],
        };
    }

    /// <summary>Returns all problems that make Ansible reject or misread the inventory; empty if it is valid.</summary>
    public ValueList<Problem> Check() => InventoryCheck.Check(this);

    /// <summary>Returns the final variables of each host. Ansible's precedence: all, parents, children, host.</summary>
    /// <exception cref="ExperimentException"><see cref="Check"/> reports a problem.</exception>
    public ResolvedInventory Resolve() => InventoryResolver.Resolve(this);

    private static InventoryGroup Join(InventoryGroup left, InventoryGroup right) =>
        left with
        {
            Hosts = [.. left.Hosts.Union(right.Hosts, StringComparer.Ordinal)],
            Children = [.. left.Children.Union(right.Children, StringComparer.Ordinal)],
            IsTopLevel = left.IsTopLevel || right.IsTopLevel,
            Vars = Join(left.Vars, right.Vars),
        };

    private static DocumentMap Join(DocumentMap left, DocumentMap right) =>
        new(left.Where(entry => right[entry.Key] is null).Concat(right));
}
