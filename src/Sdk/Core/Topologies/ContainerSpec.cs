namespace Scalewright.Topologies;

/// <summary>One container, computed from its group's rule when it is asked for; a small value that allocates nothing.</summary>
public readonly record struct ContainerSpec
{
    internal ContainerSpec(ContainerRule rule, NodeSpec node, int number, long unit, ContainerRole role) =>
        (Rule, Node, Number, Unit, Role) = (rule, node, number, unit, role);

    /// <summary>The node it runs on.</summary>
    public NodeSpec Node { get; }

    /// <summary>What all containers of the group have in common.</summary>
    public ContainerRule Rule { get; }

    /// <summary>Its place in its unit.</summary>
    public ContainerRole Role { get; }

    /// <summary>Index of its unit in the group, from 0.</summary>
    public long Unit { get; }

    /// <summary>Number on its node, from 1.</summary>
    public int Number { get; }

    /// <summary>Index in its group, from 0.</summary>
    public long Index => Node.FirstContainer + Number - 1;

    /// <summary>Its name. Allocates; scripts write it with <see cref="Utf8Output"/> instead.</summary>
    public string Name => Text(Role.Name);

    /// <summary>Its address on one of its networks.</summary>
    /// <param name="link">Index of the interface, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The container has no such interface: its role has fewer links.</exception>
    public Address AddressOn(int link) => (uint)link < (uint)Role.Links.Count
        ? Role.Links[link].Addresses.AddressAt(Unit)
        : throw new ArgumentOutOfRangeException(nameof(link), link, $"container '{Name}' has {CountText.Of(Role.Links.Count, "link")}; use an index below that");

    /// <summary>A pattern with this container's facts in its places.</summary>
    /// <param name="pattern">The pattern.</param>
    public string Text(NamePattern pattern)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new();
        Utf8Output output = new(buffer);
        output.Write(pattern, this);
        output.Flush();
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal long NumberAt(NamePlace place) => place switch
    {
        NamePlace.Number => Number,
        NamePlace.Index => Index,
        _ => Unit + 1,
    };
}
