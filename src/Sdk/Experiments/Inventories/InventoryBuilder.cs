namespace Scalewright.Experiments.Inventories;

/// <summary>An inventory under construction. Later variables win; groups may be declared in any order.</summary>
internal sealed class InventoryBuilder(ProblemList problems)
{
    private readonly Dictionary<string, InventoryGroupBuilder> _groups = new(StringComparer.Ordinal);
    private readonly List<InventoryGroupBuilder> _order = [];
    private readonly Dictionary<string, Dictionary<string, DocumentNode>> _hostVars = new(StringComparer.Ordinal);
    private readonly List<string> _hosts = [];
    private readonly Dictionary<string, DocumentNode> _vars = new(StringComparer.Ordinal);
    private readonly List<string> _ungrouped = [];
    private readonly HashSet<string> _top = new(StringComparer.Ordinal);

    public ProblemList Problems => problems;

    public bool HasGroup(string name) => name is Inventory.All or Inventory.UngroupedName || _groups.ContainsKey(name);

    public bool HasHost(string name) => _hostVars.ContainsKey(name);

    public void AddGroup(string name)
    {
        if (!HasGroup(name))
        {
            InventoryGroupBuilder group = new(name);
            _groups.Add(name, group);
            _order.Add(group);
        }
    }

    public void AddChild(string parent, string child)
    {
        AddGroup(child);
        if (parent == Inventory.All && child != Inventory.UngroupedName)
        {
            _top.Add(child);
        }
        else if (_groups.TryGetValue(parent, out InventoryGroupBuilder? group) && child != Inventory.UngroupedName)
        {
            group.AddChild(child);
        }
    }

    /// <summary>Adds the hosts of a name to a group and returns them; empty if the range is not valid.</summary>
    public ValueList<string> AddHosts(string groupName, string pattern, TextPosition position, bool isRange = true)
    {
        ValueList<string> names = [pattern];
        if (isRange && HostRange.Expand(pattern, out names) is { } fault)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                position,
                groupName,
                $"'{TextEscaping.Escape(pattern)}' is not a valid range: {fault}",
                "write it as node[01:12]"
            );
        }

        if (_hosts.Count + names.Count > HostRange.MaxHosts)
        {
            problems.AddError(
                ProblemCode.SizeLimit,
                position,
                groupName,
                $"there are more than {HostRange.MaxHosts} hosts",
                "split the inventory"
            );
            return [];
        }

        foreach (string name in names)
        {
            if (_hostVars.TryAdd(name, new Dictionary<string, DocumentNode>(StringComparer.Ordinal)))
            {
                _hosts.Add(name);
            }

            if (_groups.TryGetValue(groupName, out InventoryGroupBuilder? group))
            {
                group.AddHost(name);
            }
            else
            {
                _ungrouped.Add(name);
            }
        }

        return names;
    }

    public void SetHostVar(string host, string key, DocumentNode value) => _hostVars[host][key] = value;

    public void SetGroupVar(string group, string key, DocumentNode value, TextPosition position)
    {
        if (group == Inventory.UngroupedName)
        {
            problems.AddError(
                ProblemCode.ConflictingFields,
                position,
                "ungrouped.vars",
                "'ungrouped' cannot have variables here",
                "give the hosts a group"
            );
        }
        else if (group == Inventory.All)
        {
            _vars[key] = value;
        }
        else
        {
            _groups[group].Vars[key] = value;
        }
    }

    public InventoryReadResult Finish()
    {
        HashSet<string> grouped = [.. _order.SelectMany(group => group.Hosts)];
        Inventory inventory = new()
        {
            Groups =
            [
                .. _order.Select(group => new InventoryGroup(group.Name)
                {
                    Hosts = [.. group.Hosts],
                    Children = [.. group.Children],
                    IsTopLevel = IsTop(group),
                    Vars = Map(group.Vars),
                }),
            ],
            HostVars = new DocumentMap(
                _hosts.Where(host => _hostVars[host].Count > 0).Select(host => new DocumentEntry(host, default, Map(_hostVars[host])))
            ),
            Vars = Map(_vars),
            Ungrouped = [.. _ungrouped.Distinct(StringComparer.Ordinal).Where(host => !grouped.Contains(host))],
        };
        if (!problems.HasErrors)
        {
            problems.AddRange(inventory.Check());
        }

        return new InventoryReadResult(problems.HasErrors ? null : inventory, problems.ToValueList());
    }

    private bool IsTop(InventoryGroupBuilder group) => _top.Contains(group.Name) && _order.Any(parent => parent.HasChild(group.Name));

    private static DocumentMap Map(Dictionary<string, DocumentNode> vars) =>
        new(vars.Select(entry => new DocumentEntry(entry.Key, default, entry.Value)));
}

/// <summary>A group under construction. Hosts and children are unique and keep their order.</summary>
internal sealed class InventoryGroupBuilder(string name)
{
    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _children = new(StringComparer.Ordinal);

    public string Name => name;

    public List<string> Hosts { get; } = [];

    public List<string> Children { get; } = [];

    public Dictionary<string, DocumentNode> Vars { get; } = new(StringComparer.Ordinal);

    public bool HasChild(string child) => _children.Contains(child);

    public void AddHost(string host)
    {
        if (_hosts.Add(host))
        {
            Hosts.Add(host);
        }
    }

    public void AddChild(string child)
    {
        if (_children.Add(child))
        {
            Children.Add(child);
        }
    }
}
