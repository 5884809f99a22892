using System.Runtime.CompilerServices;

namespace Scalewright.Agents.Wire;

/// <summary>Work that results from the frames of a connection: requests to execute and callers to resume.</summary>
/// <remarks>The reading thread runs the work, but only while the next read waits, so that blocking work does not block
/// the connection.</remarks>
internal sealed class LinkWorkQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<ILinkWorkItem> _waiting = new();
    private readonly TimeSpan _maxDelay;
    private readonly ITimer? _timer;
    private TaskCompletionSource? _idle;
    private int _running;
    private int _worker;
    private int _taken;
    private int _takenBefore;
    private bool _isAtWork;
    private bool _isHelpRequested;
    private bool _isWatched;

    /// <param name="maxDelay">Maximum time that an item may delay the items after it. Zero: items start in any order on
    /// any number of threads.</param>
    public LinkWorkQueue(TimeSpan maxDelay, TimeProvider clock)
    {
        _maxDelay = maxDelay;
        _timer =
            maxDelay > TimeSpan.Zero
                ? clock.CreateTimer(
                    static work => ((LinkWorkQueue)work!).CheckProgress(),
                    this,
                    Timeout.InfiniteTimeSpan,
                    Timeout.InfiniteTimeSpan
                )
                : null;
    }

    public void Add(ILinkWorkItem work)
    {
        lock (_gate)
        {
            _waiting.Enqueue(work);
            Watch();
        }
    }

    /// <summary>Runs work while a read waits. If the read has completed, other threads run the work.</summary>
    public Wait WhileAsync(ValueTask<bool> read)
    {
        if (read.IsCompleted)
        {
            RunApart();
        }

        return new Wait(read, this);
    }

    public void RunApart()
    {
        lock (_gate)
        {
            if (_isHelpRequested || _waiting.Count == 0 || IsTaken)
            {
                return;
            }

            _isHelpRequested = true;
        }

        _ = HelpAsync();
    }

    /// <summary>Completes when all waiting work has run.</summary>
    public Task WhenIdleAsync()
    {
        TaskCompletionSource idle;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _running == 0)
            {
                return Task.CompletedTask;
            }

            idle = _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        RunApart();
        return idle.Task;
    }

    public void Dispose() => _timer?.Dispose();

    // Ordered work runs one item at a time.
    private bool IsTaken => _timer is not null && _isAtWork;

    private async Task HelpAsync()
    {
        await Task.Yield();
        lock (_gate)
        {
            _isHelpRequested = false;
        }

        Run();
    }

    private void Run()
    {
        int worker;
        lock (_gate)
        {
            if (_waiting.Count == 0 || IsTaken)
            {
                return;
            }

            (_isAtWork, worker) = (true, ++_worker);
        }

        int done = 0;
        while (TryTake(worker, done, out ILinkWorkItem? work, out bool isMore))
        {
            if (isMore)
            {
                RunApart();
            }

            work!.Run();
            done = 1;
        }
    }

    private bool TryTake(int worker, int done, out ILinkWorkItem? work, out bool isMore)
    {
        lock (_gate)
        {
            _running -= done;
            (work, isMore) = (null, false);
            if (_timer is not null && worker != _worker)
            {
                // Another worker took over.
                SignalIdle();
                return false;
            }

            if (!_waiting.TryDequeue(out work))
            {
                _isAtWork = false;
                SignalIdle();
                return false;
            }

            _running++;
            _taken++;
            isMore = _waiting.Count > 0 && _timer is null;
            Watch();
            return true;
        }
    }

    private void SignalIdle()
    {
        if (_running == 0 && _waiting.Count == 0)
        {
            _idle?.SetResult();
            _idle = null;
        }
    }

    private void Watch()
    {
        if (_timer is not null && _isAtWork && !_isWatched && _waiting.Count > 0)
        {
            _takenBefore = _taken;
            _isWatched = _timer.Change(_maxDelay, Timeout.InfiniteTimeSpan);
        }
    }

    private void CheckProgress()
    {
        lock (_gate)
        {
            _isWatched = false;
            if (!_isAtWork || _waiting.Count == 0)
            {
                return;
            }

            if (_taken != _takenBefore)
            {
                Watch();
                return;
            }

            // The blocked worker is replaced and stops after its current item.
            (_isAtWork, _worker) = (false, _worker + 1);
        }

        RunApart();
    }

    /// <summary>Awaits a read. The continuation resumes on any thread; meanwhile, this thread runs work.</summary>
    public readonly struct Wait(ValueTask<bool> read, LinkWorkQueue work) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => read.IsCompleted;

        public Wait GetAwaiter() => this;

        public bool GetResult() => read.GetAwaiter().GetResult();

        public void OnCompleted(Action continuation)
        {
            read.GetAwaiter().OnCompleted(continuation);
            work.Run();
        }

        public void UnsafeOnCompleted(Action continuation)
        {
            read.GetAwaiter().UnsafeOnCompleted(continuation);
            work.Run();
        }
    }
}

/// <summary>Work item that results from a frame. Must not throw.</summary>
internal interface ILinkWorkItem
{
    void Run();
}
