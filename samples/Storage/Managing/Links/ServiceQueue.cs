namespace StorageSample.Managing.Links;

/// <summary>Queued messages for one service, processed one at a time in order of arrival.</summary>
internal sealed class ServiceQueue(string plugin, Action<AgentMessage> process, StorageManagerOptions options)
{
    // A throttled service processes its messages in ten slices per second.
    private const int SlicesPerSecond = 10;

    private readonly Lock _gate = new();
    private readonly Queue<AgentMessage> _waiting = new();
    private bool _isProcessing;
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

    public long ProcessedCount { get; private set; }

    /// <summary>Number of messages that could not be read.</summary>
    public long RejectedCount { get; private set; }

    public void Add(AgentMessage message)
    {
        lock (_gate)
        {
            _waiting.Enqueue(message);
            if (_isProcessing)
            {
                return;
            }

            _isProcessing = true;
        }

        _ = ProcessAsync();
    }

    private async Task ProcessAsync()
    {
        while (Next() is { } message)
        {
            Process(message);
            if (options.MaxMessagesPerSecond is { } rate)
            {
                await ThrottleAsync(rate);
            }
        }
    }

    /// <summary>Waits for the next slot. The rate includes messages from before the queue was empty.</summary>
    private async ValueTask ThrottleAsync(int rate)
    {
        int max = Math.Max(1, rate / SlicesPerSecond);
        TimeSpan slice = TimeSpan.FromSeconds((double)max / rate);
        TimeSpan passed = options.Clock.GetElapsedTime(_sliceStart);
        if (_inSlice == 0 || passed >= slice)
        {
            (_sliceStart, _inSlice, passed) = (options.Clock.GetTimestamp(), 0, TimeSpan.Zero);
        }

        if (++_inSlice >= max)
        {
            await Task.Delay(slice - passed, options.Clock);
            _inSlice = 0;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What one agent sends must not stop the service for all others.")]
    private void Process(AgentMessage message)
    {
        try
        {
            process(message);
            ProcessedCount++;
        }
        catch (Exception)
        {
            RejectedCount++;
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

            _isProcessing = false;
            return null;
        }
    }
}
