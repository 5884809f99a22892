using System.Collections;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Scalewright.Agents;

namespace Scalewright.Clusters;

/// <summary>Nodes of a cluster, by group and number.</summary>
public sealed class NodeSet : IReadOnlyList<Node>
{
    private readonly Node[] _nodes;
    private readonly int _fanOutMax;

    internal NodeSet(IEnumerable<Node> nodes, int fanOutMax) => (_nodes, _fanOutMax) = ([.. nodes], fanOutMax);

    /// <inheritdoc/>
    public int Count => _nodes.Length;

    /// <summary>The node of an index, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public Node this[int index] => (uint)index < (uint)_nodes.Length
        ? _nodes[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There {(_nodes.Length == 1 ? "is" : "are")} {CountText.Of(_nodes.Length, "node")}, counted from 0.");

    /// <summary>The node of a name.</summary>
    /// <param name="name">Host name, without regard to case.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Node this[string name] => _nodes.FirstOrDefault(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new KeyNotFoundException(Missing(name));

    /// <summary>The nodes that carry a label.</summary>
    /// <param name="label">The label's name.</param>
    /// <param name="value">Its value; null: any.</param>
    public NodeSet WithLabel(string label, string? value = null) =>
        Where(node => node.Spec.Labels.TryGetValue(label, out string? found) && (value is null || found == value));

    /// <summary>The nodes of a group.</summary>
    /// <param name="group">The group's name.</param>
    public NodeSet InGroup(string group) => Where(node => node.Group == group);

    /// <summary>The nodes that fit.</summary>
    /// <param name="fits">Which do.</param>
    public NodeSet Where(Func<Node, bool> fits) => new(_nodes.Where(fits), _fanOutMax);

    /// <summary>Runs a command on all of them, many at once.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="cancellationToken">Ends the commands on the nodes.</param>
    /// <returns>One result for each node, as they come. What fails is a result, not an exception.</returns>
    public IAsyncEnumerable<NodeResult> RunAsync(ValueList<string> words, CancellationToken cancellationToken = default) => RunAsync(new CommandRequest(words), cancellationToken);

    /// <inheritdoc cref="RunAsync(ValueList{string}, CancellationToken)"/>
    /// <param name="request">The command.</param>
    /// <param name="cancellationToken">Ends the commands on the nodes.</param>
    public IAsyncEnumerable<NodeResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        EachAsync(node => RunOneAsync(node, request, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IEnumerator<Node> GetEnumerator() => ((IEnumerable<Node>)_nodes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string Missing(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string near = Spelling.Nearest(name, _nodes.Select(node => node.Name)) is { } found ? $"did you mean '{found}'? There" : "there";
        string range = _nodes.Length == 0 ? "" : $", from {_nodes[0].Name} to {_nodes[^1].Name}";
        return $"There is no node '{Printable.Escape(name)}'; {near} {(_nodes.Length == 1 ? "is" : "are")} {CountText.Of(_nodes.Length, "node")}{range}.";
    }

    /// <summary>Nodes by their names, in this order.</summary>
    internal NodeSet Only(IEnumerable<string> names) => new(names.Select(name => this[name]), _fanOutMax);

    internal NodeSet HeldBy(PartitionHold hold) => new(_nodes.Select(node => new Node(node, hold)), _fanOutMax);

    internal async IAsyncEnumerable<T> EachAsync<T>(Func<Node, Task<T>> call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<Task<T>> ended = Channel.CreateUnbounded<Task<T>>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
        int begun = 0;
        for (; begun < Math.Min(_fanOutMax, _nodes.Length); begun++)
        {
            _ = PassAsync(call(_nodes[begun]), ended.Writer);
        }

        for (int heard = 0; heard < begun; heard++)
        {
            // Not cancelled here: each call ends by itself when it is cancelled, so that no result is lost.
            Task<T> task = await ended.Reader.ReadAsync(CancellationToken.None);
            if (begun < _nodes.Length && !cancellationToken.IsCancellationRequested)
            {
                _ = PassAsync(call(_nodes[begun++]), ended.Writer);
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
