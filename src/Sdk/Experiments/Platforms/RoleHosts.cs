using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Platforms;

/// <summary>The hosts of a section by role: <c>control</c>, then <c>producers</c>, then <c>consumers</c>, numbered from 1 in each role.</summary>
public static class RoleHosts
{
    /// <summary>An inventory with the groups <c>control</c>, <c>agents</c> and one of all the platform's hosts.</summary>
    /// <param name="section">A section that is valid.</param>
    /// <param name="group">Name of the group of all hosts.</param>
    /// <param name="name">The name of a host, of its role and number from 1.</param>
    /// <param name="vars">Variables of a host: of its role, and its index among the control hosts or among the workers, from 0.</param>
    public static Inventory Describe(PlatformSection section, string group, Func<string, int, string> name, Func<string, int, IEnumerable<KeyValuePair<string, string>>> vars)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(vars);
        List<DocumentEntry> hosts = [];
        Add("control", section.Count("control", 1), 0);
        int control = hosts.Count;
        Add("producer", section.Count("producers", 0), 0);
        Add("consumer", section.Count("consumers", 0), hosts.Count - control);
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
        new(vars.Select(entry => new DocumentEntry(entry.Key, default, new DocumentScalar(ScalarKind.Text, entry.Value))));
}
