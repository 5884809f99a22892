using Scalewright.Clusters.Registry;

namespace Scalewright.Clusters.Selection;

/// <summary>Selects nodes by their facts.</summary>
public static class NodeSetExtensions
{
    /// <content>Extensions for nodes of a cluster.</content>
    extension(NodeSet nodes)
    {
        /// <summary>Reads the facts of all nodes concurrently.</summary>
        /// <returns>Facts of each node, in the same order. A node that cannot be queried has a problem and only the
        /// facts that need no query.</returns>
        /// <exception cref="ClusterException">The register of the cluster is damaged or of another version.</exception>
        public async Task<ValueList<NodeFacts>> ReadFactsAsync(CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(nodes);
            NodeRegistryState registered = nodes.Count == 0 ? NodeRegistryState.Empty : nodes[0].Cluster.Registered;
            Dictionary<string, NodeFacts> factsByName = new(StringComparer.Ordinal);
            await foreach (
                NodeFacts facts in nodes.CallEachAsync(
                    node => ReadAsync(node, registered.Find(node.Name), cancellationToken),
                    cancellationToken
                )
            )
            {
                factsByName[facts.Node.Name] = facts;
            }

            return [.. nodes.Select(node => factsByName[node.Name])];
        }

        /// <summary>Selects ready nodes by their facts.</summary>
        /// <param name="selector">Conditions and order of preference.</param>
        /// <param name="count">Number of nodes, 1 or more.</param>
        /// <returns>The requested number of nodes, best first. They are not reserved; for that, use a partition with
        /// <see cref="PartitionRequest.Selector"/>.</returns>
        /// <exception cref="ClusterException">Too few nodes match; the problem contains the reasons.</exception>
        public async Task<NodeSet> SelectAsync(NodeSelector selector, int count = 1, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(nodes);
            ArgumentNullException.ThrowIfNull(selector);
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
            ValueList<NodeFacts> facts = await nodes.ReadFactsAsync(cancellationToken);
            NodeSelection selection = selector.SelectPresent(facts, count);
            string name = nodes.Count == 0 ? "without nodes" : nodes[0].Cluster.Name;
            return selection.Selected.Count == count
                ? nodes.Only(selection.Selected)
                : throw new ClusterException(name, ClusterProblems.TooFewFit(count, nodes.Count, selection.Mismatches));
        }
    }

    private static async Task<NodeFacts> ReadAsync(Node node, RegisteredNode? registered, CancellationToken cancellationToken)
    {
        try
        {
            return NodeFacts.Create(node, await node.ReadHostAsync(cancellationToken), problem: null, registered);
        }
        catch (ScalewrightException failure)
        {
            return NodeFacts.Create(node, host: null, failure.Problems[0], registered);
        }
    }
}
