namespace Scalewright.Topologies;

/// <summary>Container computed on demand from its group's layout, without allocation.</summary>
public readonly record struct ContainerSpec
{
    internal ContainerSpec(ContainerLayout layout, NodeSpec node, int number, long unit, ContainerRole role) =>
        (Layout, Node, Number, UnitIndex, Role) = (layout, node, number, unit, role);

    /// <summary>Node of the container.</summary>
    public NodeSpec Node { get; }

    /// <summary>Shared properties of the group's containers.</summary>
    public ContainerLayout Layout { get; }

    /// <summary>Role in the unit.</summary>
    public ContainerRole Role { get; }

    /// <summary>Index of the unit in the group, from 0.</summary>
    public long UnitIndex { get; }

    /// <summary>Number on the node, from 1.</summary>
    public int Number { get; }

    /// <summary>Index in the group, from 0.</summary>
    public long Index => Node.FirstContainerIndex + Number - 1;

    /// <summary>Name of the container. Allocates a string; scripts use <see cref="Utf8Output"/> instead.</summary>
    public string Name => Format(Role.Name);

    /// <summary>Returns the address on a network.</summary>
    /// <param name="interfaceIndex">Index of the interface, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The container's role does not have this interface.</exception>
    public Address GetAddress(int interfaceIndex) =>
        (uint)interfaceIndex < (uint)Role.NetworkAttachments.Count
            ? Role.NetworkAttachments[interfaceIndex].Addresses.GetAddress(UnitIndex)
            : throw new ArgumentOutOfRangeException(
                nameof(interfaceIndex),
                interfaceIndex,
                $"container '{Name}' has {Pluralizer.Format(Role.NetworkAttachments.Count, "link")}; use an index below that"
            );

    /// <summary>Returns the text of a pattern for this container.</summary>
    /// <param name="pattern">The pattern.</param>
    public string Format(NamePattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArrayBufferWriter<byte> buffer = new();
        Utf8Output output = new(buffer, pattern.MaxLength);
        output.Write(pattern, this);
        output.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal long NumberAt(NamePlaceholder placeholder) =>
        placeholder switch
        {
            NamePlaceholder.Number => Number,
            NamePlaceholder.Index => Index,
            _ => UnitIndex + 1,
        };
}
