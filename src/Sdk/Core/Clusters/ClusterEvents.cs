using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Scalewright.Clusters;

/// <summary>
/// Publishes events to all listeners. Slow listeners lose the oldest events; the cluster never waits for them.
/// </summary>
internal sealed class ClusterEvents(TimeProvider clock, IProgress<ClusterEvent>? first)
{
    private const int MaxQueueLength = 100_000;
    private readonly Lock _gate = new();
    private readonly List<Channel<ClusterEvent>> _listeners = [];
    private long _number;
    private bool _isClosed;

    public void Publish(ClusterEventKind kind, string subject, string text)
    {
        ClusterEvent published;
        Channel<ClusterEvent>[] listeners;
        lock (_gate)
        {
            published = new ClusterEvent(clock.GetUtcNow(), ++_number, kind, subject, text);
            listeners = [.. _listeners];
        }

        first?.Report(published);
        foreach (Channel<ClusterEvent> listener in listeners)
        {
            listener.Writer.TryWrite(published);
        }
    }

    public void Close()
    {
        Channel<ClusterEvent>[] listeners;
        lock (_gate)
        {
            _isClosed = true;
            listeners = [.. _listeners];
        }

        foreach (Channel<ClusterEvent> listener in listeners)
        {
            listener.Writer.TryComplete();
        }
    }

    /// <summary>Subscribes when it is called, not at the first read.</summary>
    public IAsyncEnumerable<ClusterEvent> Listen(CancellationToken cancellationToken)
    {
        Channel<ClusterEvent> queue = Channel.CreateBounded<ClusterEvent>(
            new BoundedChannelOptions(MaxQueueLength)
            {
                FullMode = BoundedChannelFullMode.DropOldest,
                AllowSynchronousContinuations = true,
                SingleReader = true,
            }
        );
        lock (_gate)
        {
            _listeners.Add(queue);
            if (_isClosed)
            {
                queue.Writer.TryComplete();
            }
        }

        return ReadAsync(queue, cancellationToken);
    }

    private async IAsyncEnumerable<ClusterEvent> ReadAsync(
        Channel<ClusterEvent> queue,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        try
        {
            while (await queue.Reader.WaitToReadAsync(cancellationToken))
            {
                while (queue.Reader.TryRead(out ClusterEvent? clusterEvent))
                {
                    yield return clusterEvent;
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _listeners.Remove(queue);
            }
        }
    }
}
