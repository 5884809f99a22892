using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Managing.Links;

/// <summary>Queued messages for one service, processed one at a time in order of arrival.</summary>
internal sealed class ServiceQueue(string plugin, Action<AgentMessage> take, StorageManagerOptions options)
{
    // A throttled service processes its messages in ten slices per second.
    private const int SlicesPerSecond = 10;

    private readonly Lock _gate = new();
    private readonly Queue<AgentMessage> _waiting = new();
    private bool _isTaking;
    private long _sliceStart;
    private int _inSlice;

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

    public long TakenCount { get; private set; }

    /// <summary>Number of messages that could not be read.</summary>
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
        while (Next() is { } message)
        {
            Take(message);
            if (options.MaxMessagesPerSecond is { } rate)
            {
                await RestAsync(rate);
            }
        }
    }

    /// <summary>Waits for the next slot. The rate includes messages from before the queue was empty.</summary>
    private async ValueTask RestAsync(int rate)
    {
        int most = Math.Max(1, rate / SlicesPerSecond);
        TimeSpan slice = TimeSpan.FromSeconds((double)most / rate);
        TimeSpan passed = options.Clock.GetElapsedTime(_sliceStart);
        if (_inSlice == 0 || passed >= slice)
        {
            (_sliceStart, _inSlice, passed) = (options.Clock.GetTimestamp(), 0, TimeSpan.Zero);
        }

        if (++_inSlice >= most)
        {
            await Task.Delay(slice - passed, options.Clock);
            _inSlice = 0;
        }
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "What one agent sends must not stop the service for all others.")]
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
