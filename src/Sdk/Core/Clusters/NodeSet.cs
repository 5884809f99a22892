using System.Collections;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Scalewright.Agents;

namespace Scalewright.Clusters;

/// <summary>Nodes of a cluster, ordered by group and number.</summary>
public sealed class NodeSet : IReadOnlyList<Node>
{
    private readonly Node[] _nodes;
    private readonly Cluster _cluster;

    internal NodeSet(IEnumerable<Node> nodes, Cluster cluster) => (_nodes, _cluster) = ([.. nodes], cluster);

    /// <inheritdoc/>
    public int Count => _nodes.Length;

    /// <summary>Returns the node at a zero-based index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is out of range.</exception>
    public Node this[int index] =>
        (uint)index < (uint)_nodes.Length
            ? _nodes[index]
            : throw new ArgumentOutOfRangeException(
                nameof(index),
                index,
                $"There {(_nodes.Length == 1 ? "is" : "are")} {Pluralizer.Format(_nodes.Length, "node")}, counted from 0."
            );

    /// <summary>Returns the node with a name.</summary>
    /// <param name="name">Host name; case-insensitive.</param>
    /// <exception cref="KeyNotFoundException">The node does not exist.</exception>
    public Node this[string name] =>
        _nodes.FirstOrDefault(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new KeyNotFoundException(Missing(name));

    /// <summary>Returns the nodes with a label.</summary>
    /// <param name="label">Name of the label.</param>
    /// <param name="value">Value of the label; null matches any value.</param>
    public NodeSet WithLabel(string label, string? value = null) =>
        Where(node => node.Spec.Labels.TryGetValue(label, out string? found) && (value is null || found == value));

    /// <summary>Returns the nodes of a group. Empty if none of the nodes belongs to it.</summary>
    /// <param name="group">Name of a group of the cluster; case-sensitive.</param>
    /// <exception cref="KeyNotFoundException">The cluster has no group of this name.</exception>
    public NodeSet InGroup(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return _cluster.Topology.Groups.ContainsKey(group)
            ? Where(node => node.Group == group)
            : throw new KeyNotFoundException(MissingGroup(group));
    }

    /// <summary>Returns the nodes that match a predicate.</summary>
    /// <param name="predicate">Returns true for each node to include.</param>
    public NodeSet Where(Func<Node, bool> predicate) => new(_nodes.Where(predicate), _cluster);

    /// <summary>Runs a command on all nodes concurrently.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="cancellationToken">Ends the commands on the nodes.</param>
    /// <returns>One result for each node, in order of completion. Failures are results, not exceptions.</returns>
    /// <example>
    /// Runs a command on all nodes concurrently:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
    ///     {
    ///         Console.WriteLine($"{result.Node.Name}: {result.Succeeded}");
    ///     }
    /// });
    /// </code>
    /// </example>
    public IAsyncEnumerable<NodeResult> RunAsync(ValueList<string> command, CancellationToken cancellationToken = default) =>
        RunAsync(new CommandRequest(command), cancellationToken);

    /// <inheritdoc cref="RunAsync(ValueList{string}, CancellationToken)"/>
    /// <param name="request">The command.</param>
    /// <param name="cancellationToken">Ends the commands on the nodes.</param>
    public IAsyncEnumerable<NodeResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        CallEachAsync(node => RunOneAsync(node, request, cancellationToken), cancellationToken);

    /// <summary>Uploads a file to all nodes concurrently, to each atomically.</summary>
    /// <param name="path">Absolute path on the nodes.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="cancellationToken">Cancels the transfers; nodes without the whole file keep the old one.</param>
    /// <returns>One result for each node, in order of completion. Failures are results, not exceptions.</returns>
    public IAsyncEnumerable<NodeFileResult> PutFileAsync(
        string path,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        return CallEachAsync(node => NodeFileResult.CreateAsync(node, async () =>
                {
                    await node.PutFileAsync(path, content, cancellationToken);
                    return content;
                }), cancellationToken);
    }

    /// <summary>Downloads a file from all nodes concurrently.</summary>
    /// <param name="path">Absolute path on the nodes.</param>
    /// <param name="cancellationToken">Cancels the transfers.</param>
    /// <returns>One result for each node, in order of completion. Failures are results, not exceptions.</returns>
    /// <example>
    /// Reads a file of each node:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     await foreach (NodeFileResult file in cluster.Nodes.GetFileAsync("/etc/hostname", cancellationToken))
    ///     {
    ///         Console.WriteLine($"{file.Node.Name}: {file.Problem?.Message ?? $"{file.Content.Length} bytes"}");
    ///     }
    /// });
    /// </code>
    /// </example>
    public IAsyncEnumerable<NodeFileResult> GetFileAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return CallEachAsync(
            node => NodeFileResult.CreateAsync(node, async () => await node.GetFileAsync(path, cancellationToken)),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public IEnumerator<Node> GetEnumerator() => ((IEnumerable<Node>)_nodes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string Missing(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string near = Spelling.FindClosest(name, _nodes.Select(node => node.Name)) is { } found
            ? $"did you mean '{found}'? There"
            : "there";
        string range = _nodes.Length == 0 ? "" : $", from {_nodes[0].Name} to {_nodes[^1].Name}";
        return $"There is no node '{TextEscaping.Escape(name)}'; {near} {(_nodes.Length == 1 ? "is" : "are")} "
            + $"{Pluralizer.Format(_nodes.Length, "node")}{range}.";
    }

    private string MissingGroup(string group)
    {
        string[] groups = [.. _cluster.Topology.Groups.Keys];
        string advice = Spelling.Advise(
            group,
            groups,
            groups.Length == 0 ? "the cluster has no groups" : $"use one of {string.Join(", ", groups)}"
        );
        return $"Cluster '{_cluster.Name}' has no group '{TextEscaping.Escape(group)}'; {advice}";
    }

    internal NodeSet Only(IEnumerable<string> names) => new(names.Select(name => this[name]), _cluster);

    internal NodeSet HeldBy(PartitionLease hold) => new(_nodes.Select(node => new Node(node, hold)), _cluster);

    internal async IAsyncEnumerable<T> CallEachAsync<T>(
        Func<Node, Task<T>> call,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Channel<Task<T>> ended = Channel.CreateUnbounded<Task<T>>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
        int startedCount = 0;
        for (; startedCount < Math.Min(_cluster.MaxConcurrency, _nodes.Length); startedCount++)
        {
            _ = PassAsync(call(_nodes[startedCount]), ended.Writer);
        }

        for (int receivedCount = 0; receivedCount < startedCount; receivedCount++)
        {
            // Not canceled, because canceled calls still complete and their results must not be lost.
            Task<T> task = await ended.Reader.ReadAsync(CancellationToken.None);
            if (startedCount < _nodes.Length && !cancellationToken.IsCancellationRequested)
            {
                _ = PassAsync(call(_nodes[startedCount++]), ended.Writer);
            }

            yield return await task;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task PassAsync<T>(Task<T> task, ChannelWriter<Task<T>> ended)
    {
        await Task.WhenAny(task);
        ended.TryWrite(task);
    }

    private static async Task<NodeResult> RunOneAsync(Node node, CommandRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return new NodeResult(node, await node.RunAsync(request, cancellationToken), Problem: null);
        }
        catch (ScalewrightException exception)
        {
            return new NodeResult(node, Result: null, exception.Problems[0]);
        }
    }
}
