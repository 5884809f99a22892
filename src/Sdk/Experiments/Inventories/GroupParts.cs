using Scalewright.Documents;

namespace Scalewright.Experiments.Inventories;

/// <summary>A group while it is read; hosts and children keep their order and stand once.</summary>
internal sealed class GroupParts(string name)
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
