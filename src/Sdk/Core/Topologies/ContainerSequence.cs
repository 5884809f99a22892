using System.Collections;

namespace Scalewright.Topologies;

/// <summary>Containers of one node. <c>foreach</c> does not allocate. LINQ allocates only an enumerator.</summary>
public readonly record struct ContainerSequence : IReadOnlyList<ContainerSpec>
{
    private readonly ContainerLayout _layout;
    private readonly NodeSpec _node;

    internal ContainerSequence(NodeGroup group, NodeSpec node) => (_layout, _node) = (group.ContainerLayout, node);

    /// <summary>Number of containers. Zero if the group describes none.</summary>
    public int Count => _layout.Roles.Count == 0 ? 0 : _node.ContainerCount;

    /// <summary>Returns a container by position.</summary>
    /// <param name="offset">Position on this node, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The node does not have this container.</exception>
    public ContainerSpec this[int offset]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(offset);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Count);
            (long unit, long role) = Math.DivRem(_node.FirstContainerIndex + offset, _layout.Roles.Count);
            return new ContainerSpec(_layout, _node, offset + 1, unit, _layout.Roles[(int)role]);
        }
    }

    /// <summary>Returns an enumerator that does not allocate.</summary>
    public Enumerator GetEnumerator() => new(_layout, _node, Count);

    IEnumerator<ContainerSpec> IEnumerable<ContainerSpec>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Enumerates the containers of a node. Counts roles and units without divisions.</summary>
    public struct Enumerator : IEnumerator<ContainerSpec>
    {
        private readonly ContainerLayout _layout;
        private readonly NodeSpec _node;
        private readonly int _count;
        private int _number;
        private int _role;
        private long _unit;

        internal Enumerator(ContainerLayout layout, NodeSpec node, int count)
        {
            (_layout, _node, _count, _role) = (layout, node, count, -1);
            if (count > 0)
            {
                _unit = Math.DivRem(node.FirstContainerIndex, layout.Roles.Count, out long role);
                _role = (int)role - 1;
            }
        }

        /// <summary>Current container.</summary>
        public readonly ContainerSpec Current => new(_layout, _node, _number, _unit, _layout.Roles[_role]);

        readonly object IEnumerator.Current => Current;

        /// <summary>Moves to the next container.</summary>
        public bool MoveNext()
        {
            if (_number >= _count)
            {
                return false;
            }

            _number++;
            if (++_role == _layout.Roles.Count)
            {
                _role = 0;
                _unit++;
            }

            return true;
        }

        /// <summary>Restarts the enumeration.</summary>
        public void Reset() => this = new Enumerator(_layout, _node, _count);

        /// <summary>Does nothing.</summary>
        public readonly void Dispose() { }
    }
}
