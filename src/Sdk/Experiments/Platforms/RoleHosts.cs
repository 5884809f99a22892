using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Platforms;

/// <summary>Numbers hosts by role, from 1: <c>control</c>, <c>producers</c>, <c>consumers</c>.</summary>
public static class RoleHosts
{
    /// <summary>Creates an inventory with the groups <c>control</c>, <c>agents</c> and one of all hosts.</summary>
    /// <param name="section">A valid section.</param>
    /// <param name="group">Name of the group of all hosts.</param>
    /// <param name="name">Returns the name of a host for its role and its number from 1.</param>
    /// <param name="vars">Returns the variables of a host for its role and its index, from 0, among the control hosts
    /// or among the workers.</param>
    public static Inventory CreateInventory(
        PlatformSection section,
        string group,
        Func<string, int, string> name,
        Func<string, int, IEnumerable<KeyValuePair<string, string>>> vars
    )
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(vars);
        return Create(section, group, (role, number, index) => (name(role, number), vars(role, index)));
    }

    /// <summary>Creates an inventory of hosts named <c>PLATFORM-ROLE-N</c>.</summary>
    /// <param name="vars">Returns the variables of a host for its role and its name.</param>
    internal static Inventory CreateInventory(
        PlatformSection section,
        string group,
        Func<string, string, IEnumerable<KeyValuePair<string, string>>> vars
    ) => Create(section, group, (role, number, _) =>
        {
            string host = GetName(section, role, number);
            return (host, vars(role, host));
        });

    internal static string GetName(PlatformSection section, string role, int number) => $"{section.Name}-{role}-{number}";

    /// <summary>Returns the section of a testbed with all counts: a missing count is 0, also that of
    /// <c>control</c>.</summary>
    internal static PlatformSection WithCounts(PlatformSection section) =>
        section.GetText("control") is null ? section.With("control", "0") : section;

    /// <summary>Returns the folder for the state of a section's cluster.</summary>
    /// <exception cref="ArgumentException">The section has no folder for states.</exception>
    internal static string GetStateFolder(PlatformSection section)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(section.StateFolder, nameof(section));
        return Path.Combine(section.StateFolder, Path.GetFileNameWithoutExtension(section.InventoryFileName));
    }

    private static Inventory Create(
        PlatformSection section,
        string group,
        Func<string, int, int, (string Name, IEnumerable<KeyValuePair<string, string>> Vars)> host
    )
    {
        List<DocumentEntry> hosts = [];
        Add("control", section.GetCount("control", 1), 0);
        int control = hosts.Count;
        Add("producer", section.GetCount("producers", 0), 0);
        Add("consumer", section.GetCount("consumers", 0), hosts.Count - control);
        return new Inventory
        {
            Groups =
            [
                new InventoryGroup("control") { Hosts = [.. hosts.Take(control).Select(host => host.Key)] },
                new InventoryGroup("agents") { Hosts = [.. hosts.Skip(control).Select(host => host.Key)] },
                new InventoryGroup(group) { Hosts = [.. hosts.Select(host => host.Key)] },
            ],
            HostVars = new DocumentMap(hosts),
        };

        void Add(string role, int count, int first)
        {
            for (int i = 0; i < count; i++)
            {
                (string name, IEnumerable<KeyValuePair<string, string>> vars) = host(role, i + 1, first + i);
                hosts.Add(new DocumentEntry(name, default, Texts(vars)));
            }
        }
    }

    private static DocumentMap Texts(IEnumerable<KeyValuePair<string, string>> vars) =>
        new(vars.Select(entry => new DocumentEntry(entry.Key, default, new DocumentScalar(ScalarKind.Text, entry.Value))));
}
