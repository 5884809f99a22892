namespace Scalewright.Experiments.Inventories;

/// <summary>Ansible's precedence, lowest first: all, groups by depth, priority and name, the host.</summary>
internal sealed class InventoryResolver
{
    private const string PriorityKey = "ansible_group_priority";

    // Variables that ansible-inventory omits from hosts.
    private static readonly HashSet<string> Magic = new(StringComparer.Ordinal)
    {
        "ansible_diff_mode",
        "ansible_config_file",
        "ansible_facts",
        "ansible_forks",
        "ansible_inventory_sources",
        "ansible_limit",
        "ansible_playbook_python",
        "ansible_run_tags",
        "ansible_skip_tags",
        "ansible_verbosity",
        "ansible_version",
        "inventory_dir",
        "inventory_file",
        "inventory_hostname",
        "inventory_hostname_short",
        "groups",
        "group_names",
        "omit",
        "playbook_dir",
        PriorityKey,
    };

    private readonly Inventory _inventory;
    private readonly Dictionary<string, List<string>> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InventoryGroup> _groups;
    private readonly Dictionary<string, int> _depths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _groupsOf = new(StringComparer.Ordinal);
    private readonly List<string> _hosts = [];
    private readonly HashSet<string> _loose = new(StringComparer.Ordinal);

    private InventoryResolver(Inventory inventory)
    {
        _inventory = inventory;
        _groups = inventory.Groups.ToDictionary(
            group => group.Name,
            group => group with { Hosts = [.. HostRange.ExpandAll(group.Hosts)] },
            StringComparer.Ordinal
        );
    }

    public static ResolvedInventory Resolve(Inventory inventory)
    {
        ValueList<Problem> problems = inventory.Check();
        return problems.Count > 0 ? throw new ExperimentException(problems) : new InventoryResolver(inventory).Resolve();
    }

    private ResolvedInventory Resolve()
    {
        foreach (InventoryGroup group in _inventory.Groups)
        {
            foreach (string child in group.Children.Where(_groups.ContainsKey).Distinct(StringComparer.Ordinal))
            {
                (_parents.TryGetValue(child, out List<string>? list) ? list : _parents[child] = []).Add(group.Name);
            }

            foreach (string host in _groups[group.Name].Hosts)
            {
                GetGroups(host).Add(group.Name);
            }
        }

        foreach (string host in HostRange.ExpandAll(_inventory.Ungrouped).Where(host => GetGroups(host).Count == 0))
        {
            _loose.Add(host);
        }

        Dictionary<string, List<DocumentMap>> hostVars = OwnVars();
        Dictionary<string, DocumentMap> shared = new(StringComparer.Ordinal);
        List<DocumentEntry> vars = [];
        foreach (string host in _hosts)
        {
            string key = string.Join('\n', _groupsOf[host]);
            DocumentMap below = shared.TryGetValue(key, out DocumentMap? cached) ? cached : shared[key] = Merge(GroupVars(_groupsOf[host]));
            DocumentMap merged = hostVars.TryGetValue(host, out List<DocumentMap>? maps) ? Merge([below, .. maps]) : below;
            if (merged.Count > 0)
            {
                vars.Add(new DocumentEntry(host, default, merged));
            }
        }

        return new ResolvedInventory([.. _hosts], new DocumentMap(vars.OrderBy(entry => entry.Key, StringComparer.Ordinal)), Groups());
    }

    private Dictionary<string, List<DocumentMap>> OwnVars()
    {
        Dictionary<string, List<DocumentMap>> hostVars = new(StringComparer.Ordinal);
        foreach (DocumentEntry entry in _inventory.HostVars)
        {
            foreach (string host in HostRange.ExpandAll([entry.Key]))
            {
                if (GetGroups(host).Count == 0)
                {
                    _loose.Add(host);
                }

                (hostVars.TryGetValue(host, out List<DocumentMap>? list) ? list : hostVars[host] = []).Add(
                    entry.Value as DocumentMap ?? DocumentMap.Empty
                );
            }
        }

        return hostVars;
    }

    private List<string> GetGroups(string host)
    {
        if (!_groupsOf.TryGetValue(host, out List<string>? groups))
        {
            groups = _groupsOf[host] = [];
            _hosts.Add(host);
        }

        return groups;
    }

    private IEnumerable<DocumentMap> GroupVars(List<string> groups)
    {
        HashSet<string> all = new(StringComparer.Ordinal);
        Stack<string> open = new(groups);
        while (open.TryPop(out string? name))
        {
            if (all.Add(name) && _parents.TryGetValue(name, out List<string>? parents))
            {
                parents.ForEach(open.Push);
            }
        }

        return all.OrderBy(GetDepth)
            .ThenBy(GetPriority)
            .ThenBy(name => name, StringComparer.Ordinal)
            .Select(name => _groups[name].Vars)
            .Prepend(_inventory.Vars);
    }

    private int GetDepth(string name)
    {
        if (_depths.TryGetValue(name, out int depth))
        {
            return depth;
        }

        depth = 1 + (_parents.TryGetValue(name, out List<string>? parents) ? parents.Max(GetDepth) : 0);
        return _depths[name] = depth;
    }

    private long GetPriority(string name) =>
        (_groups[name].Vars[PriorityKey] as DocumentScalar) is { } scalar
        && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long priority)
            ? priority
            : 1;

    private static DocumentMap Merge(IEnumerable<DocumentMap> maps)
    {
        SortedDictionary<string, DocumentNode> merged = new(StringComparer.Ordinal);
        foreach (DocumentEntry entry in maps.SelectMany(map => map).Where(entry => !Magic.Contains(entry.Key)))
        {
            merged[entry.Key] = entry.Value;
        }

        return new DocumentMap(merged.Select(entry => new DocumentEntry(entry.Key, default, entry.Value)));
    }

    private ValueList<InventoryGroup> Groups()
    {
        IEnumerable<string> top = _inventory
            .Groups.Where(group => group.IsTopLevel || !_parents.ContainsKey(group.Name))
            .Select(group => group.Name);
        return
        [
            new InventoryGroup(Inventory.All) { Children = [Inventory.UngroupedName, .. top] },
            new InventoryGroup(Inventory.UngroupedName) { Hosts = [.. _hosts.Where(_loose.Contains)] },
            .. _inventory.Groups.Select(group => _groups[group.Name]),
        ];
    }
}
