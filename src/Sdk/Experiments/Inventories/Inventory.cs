namespace Scalewright.Experiments.Inventories;

/// <summary>Hosts in groups with their variables, as Ansible knows them. A value: equal content is equal.</summary>
public sealed record Inventory
{
    /// <summary>Name of the group that holds every host.</summary>
    public const string All = "all";

    /// <summary>Name of the group of hosts that are in no other.</summary>
    public const string UngroupedName = "ungrouped";

    /// <summary>The inventory without hosts.</summary>
    public static Inventory Empty { get; } = new();

    /// <summary>The groups in order, without <c>all</c> and <c>ungrouped</c>.</summary>
    public ValueList<InventoryGroup> Groups { get; init; } = [];

    /// <summary>Variables of single hosts: a host, or a range of hosts, and a map. The later one wins where two name the same host.</summary>
    public DocumentMap HostVars { get; init; } = DocumentMap.Empty;

    /// <summary>Variables of every host.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;

    /// <summary>Hosts that are in no group; may hold ranges.</summary>
    public ValueList<string> Ungrouped { get; init; } = [];

    /// <summary>Finds a group; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    public InventoryGroup? Group(string name) => Groups.FirstOrDefault(group => group.Name == name);

    /// <summary>Both in one: groups of the same name hold the hosts of both, and of a variable that both have the other's value counts.</summary>
    /// <param name="other">The other inventory.</param>
    public Inventory Merge(Inventory other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Inventory
        {
            Groups = [.. Groups.Select(group => other.Group(group.Name) is { } twin ? Join(group, twin) : group), .. other.Groups.Where(group => Group(group.Name) is null)],
            HostVars = Join(HostVars, other.HostVars),
            Vars = Join(Vars, other.Vars),
            Ungrouped = [.. Ungrouped.Union(other.Ungrouped, StringComparer.Ordinal)],
        };
    }

    /// <summary>Everything that would make Ansible refuse or misread it; empty when all is well.</summary>
    public ValueList<Problem> Check() => InventoryCheck.Check(this);

    /// <summary>What each host has in the end, by Ansible's precedence: all, then parents before children, then the host.</summary>
    /// <exception cref="ExperimentException"><see cref="Check"/> finds something.</exception>
    public ResolvedInventory Resolve() => InventoryResolver.Resolve(this);

    private static InventoryGroup Join(InventoryGroup left, InventoryGroup right) => left with
    {
        Hosts = [.. left.Hosts.Union(right.Hosts, StringComparer.Ordinal)],
        Children = [.. left.Children.Union(right.Children, StringComparer.Ordinal)],
        IsTop = left.IsTop || right.IsTop,
        Vars = Join(left.Vars, right.Vars),
    };

    private static DocumentMap Join(DocumentMap left, DocumentMap right) =>
        new(left.Where(entry => right[entry.Key] is null).Concat(right));
}
