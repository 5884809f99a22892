using System.Globalization;

namespace Scalewright.Topologies;

/// <summary>Finds nodes with one name, without regard to case; told once for each pair of groups, however many nodes there are.</summary>
internal sealed class HostNameRules(int nodeCount)
{
    private readonly Dictionary<string, string> _groupByHost = new(nodeCount, StringComparer.OrdinalIgnoreCase);
    private readonly OrderedDictionary<string, (string First, int Count)> _collisions = new(StringComparer.Ordinal);

    /// <summary>Notes a node of the group that is looked at.</summary>
    public void Add(string group, string host)
    {
        if (!_groupByHost.TryAdd(host, group))
        {
            string other = _groupByHost[host];
            _collisions[other] = _collisions.TryGetValue(other, out (string First, int Count) seen) ? (seen.First, seen.Count + 1) : (host, 1);
        }
    }

    /// <summary>Tells what was found in a group, and begins anew with the next.</summary>
    public void Tell(string group, ProblemList problems)
    {
        foreach ((string other, (string first, int count)) in _collisions)
        {
            string name = $"host name '{Printable.Escape(first)}'";
            (string found, string advice) = other == group
                ? ($"{name} is the name of two nodes of this group", "let the plugin number them")
                : ($"{name} {Others(count - 1)} also used by '{other}'", "give one of the profiles a hostname_prefix of its own");
            problems.AddError(ProblemCode.HostNameCollision, default, group, found, advice);
        }

        _collisions.Clear();
    }

    private static string Others(int count) => count == 0 ? "is" : string.Create(CultureInfo.InvariantCulture, $"and {count} more are");
}
