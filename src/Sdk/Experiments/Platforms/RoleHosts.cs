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
    public static Inventory CreateInventory(PlatformSection section, string group, Func<string, int, string> name,
        Func<string, int, IEnumerable<KeyValuePair<string, string>>> vars)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(vars);
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
                hosts.Add(new DocumentEntry(name(role, i + 1), default, Texts(vars(role, first + i))));
            }
        }
    }

    private static DocumentMap Texts(IEnumerable<KeyValuePair<string, string>> vars) =>
        new(vars.Select(
            entry => new DocumentEntry(entry.Key, default, new DocumentScalar(ScalarKind.Text, entry.Value))));
}
