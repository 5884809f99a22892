namespace Scalewright.Topologies;

/// <summary>The containers of one node; enumerate with <c>foreach</c>, which allocates nothing.</summary>
public readonly struct ContainerSequence
{
    private readonly NodeGroup _group;
    private readonly NodeSpec _node;

    internal ContainerSequence(NodeGroup group, NodeSpec node) => (_group, _node) = (group, node);

    /// <summary>How many there are.</summary>
    public int Count => _node.ContainerCount;

    /// <summary>The container at a place.</summary>
    /// <param name="offset">From 0 on this node.</param>
    public ContainerSpec this[int offset] => new(_group.Containers, _node, offset);

    /// <summary>Enumerates.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks over the containers of a node.</summary>
    public struct Enumerator
    {
        private readonly ContainerSequence _sequence;
        private int _offset;

        internal Enumerator(ContainerSequence sequence) => (_sequence, _offset) = (sequence, -1);

        /// <summary>The container under way.</summary>
        public readonly ContainerSpec Current => _sequence[_offset];

        /// <summary>Goes to the next container.</summary>
        public bool MoveNext() => ++_offset < _sequence.Count;
    }
}
