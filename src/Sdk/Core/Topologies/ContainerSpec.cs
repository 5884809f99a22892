namespace Scalewright.Topologies;

/// <summary>Container computed on demand from its group's rule, without allocation.</summary>
public readonly record struct ContainerSpec
{
    internal ContainerSpec(ContainerRule rule, NodeSpec node, int number, long unit, ContainerRole role) =>
        (Rule, Node, Number, Unit, Role) = (rule, node, number, unit, role);

    /// <summary>Node of the container.</summary>
    public NodeSpec Node { get; }

    /// <summary>Shared properties of the group's containers.</summary>
    public ContainerRule Rule { get; }

    /// <summary>Role in the unit.</summary>
    public ContainerRole Role { get; }

    /// <summary>Index of the unit in the group, from 0.</summary>
    public long Unit { get; }

    /// <summary>Number on the node, from 1.</summary>
    public int Number { get; }

    /// <summary>Index in the group, from 0.</summary>
    public long Index => Node.FirstContainer + Number - 1;

    /// <summary>Name of the container. Allocates; scripts use <see cref="Utf8Output"/> instead.</summary>
    public string Name => Text(Role.Name);

    /// <summary>Returns the address on a network.</summary>
    /// <param name="link">Index of the interface, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The container's role does not have this interface.</exception>
    public Address AddressOn(int link) => (uint)link < (uint)Role.Links.Count
        ? Role.Links[link].Addresses.AddressAt(Unit)
        : throw new ArgumentOutOfRangeException(nameof(link), link, $"container '{Name}' has {CountText.Of(Role.Links.Count, "link")}; use an index below that");

    /// <summary>Returns a pattern filled in for this container.</summary>
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
