using System.Collections;

namespace Scalewright.Topologies;

/// <summary>The containers of one node. <c>foreach</c> allocates nothing; LINQ allocates an enumerator, and nothing for each container.</summary>
public readonly record struct ContainerSequence : IReadOnlyList<ContainerSpec>
{
    private readonly ContainerRule _rule;
    private readonly NodeSpec _node;

    internal ContainerSequence(NodeGroup group, NodeSpec node) => (_rule, _node) = (group.Containers, node);

    /// <summary>How many there are; none when the group describes none.</summary>
    public int Count => _rule.Roles.Count == 0 ? 0 : _node.ContainerCount;

    /// <summary>The container at a place.</summary>
    /// <param name="offset">From 0 on this node.</param>
    /// <exception cref="ArgumentOutOfRangeException">The node has no such container.</exception>
    public ContainerSpec this[int offset]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(offset);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Count);
            (long unit, long role) = Math.DivRem(_node.FirstContainer + offset, _rule.Roles.Count);
            return new ContainerSpec(_rule, _node, offset + 1, unit, _rule.Roles[(int)role]);
        }
    }

    /// <summary>Enumerates.</summary>
    public Enumerator GetEnumerator() => new(_rule, _node, Count);

    IEnumerator<ContainerSpec> IEnumerable<ContainerSpec>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks over the containers of a node; counts roles and units along, so that nothing is divided.</summary>
    public struct Enumerator : IEnumerator<ContainerSpec>
    {
        private readonly ContainerRule _rule;
        private readonly NodeSpec _node;
        private readonly int _count;
        private int _number;
        private int _role;
        private long _unit;

        internal Enumerator(ContainerRule rule, NodeSpec node, int count)
        {
            (_rule, _node, _count, _role) = (rule, node, count, -1);
            if (count > 0)
            {
                _unit = Math.DivRem(node.FirstContainer, rule.Roles.Count, out long role);
                _role = (int)role - 1;
            }
        }

        /// <summary>The container under way.</summary>
        public readonly ContainerSpec Current => new(_rule, _node, _number, _unit, _rule.Roles[_role]);

        readonly object IEnumerator.Current => Current;

        /// <summary>Goes to the next container.</summary>
        public bool MoveNext()
        {
            if (_number >= _count)
            {
                return false;
            }

            _number++;
            if (++_role == _rule.Roles.Count)
            {
                _role = 0;
                _unit++;
            }

            return true;
        }

        /// <summary>Begins anew.</summary>
        public void Reset() => this = new Enumerator(_rule, _node, _count);

        /// <summary>Does nothing.</summary>
        public readonly void Dispose()
        {
        }
    }
}
