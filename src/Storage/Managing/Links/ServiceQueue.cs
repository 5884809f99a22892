using System.Diagnostics.CodeAnalysis;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Managing.Links;

/// <summary>What agents sent to one service and it has not taken yet. One message at a time, in the order they came.</summary>
internal sealed class ServiceQueue(string plugin, Action<AgentMessage> take, ManagerOptions options)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Queue<AgentMessage> _waiting = new();
    private bool _isTaking;

    public string Plugin => plugin;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>How many messages the service took since the manager's start.</summary>
    public long TakenCount { get; private set; }

    /// <summary>How many it could not read.</summary>
    public long RefusedCount { get; private set; }

    public void Add(AgentMessage message)
    {
        lock (_gate)
        {
            _waiting.Enqueue(message);
            if (_isTaking)
            {
                return;
            }

            _isTaking = true;
        }

        _ = TakeAsync();
    }

    private async Task TakeAsync()
    {
        int inSlice = 0;
        while (Next() is { } message)
        {
            Take(message);
            if (options.ServiceRate is { } rate && ++inSlice >= Math.Max(1, rate / 10))
            {
                inSlice = 0;
                await Task.Delay(rate >= 10 ? Slice : TimeSpan.FromSeconds(1.0 / rate), options.Clock);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What one agent sends must not stop the service for all others.")]
    private void Take(AgentMessage message)
    {
        try
        {
            take(message);
            TakenCount++;
        }
        catch (Exception)
        {
            RefusedCount++;
        }
    }

    private AgentMessage? Next()
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out AgentMessage? message))
            {
                return message;
            }

            _isTaking = false;
            return null;
        }
    }
}
