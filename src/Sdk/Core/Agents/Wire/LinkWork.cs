using System.Runtime.CompilerServices;

namespace Scalewright.Agents.Wire;

/// <summary>What the frames of a connection give to do: requests to answer, callers to wake. Whoever read them does it, but only while the next read waits, so that work that
/// blocks does not hold up the connection.</summary>
internal sealed class LinkWork : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<ILinkWork> _waiting = new();
    private readonly TimeSpan _patience;
    private readonly ITimer? _timer;
    private TaskCompletionSource? _idle;
    private int _running;
    private int _worker;
    private int _taken;
    private int _takenBefore;
    private bool _isAtWork;
    private bool _isHelpAsked;
    private bool _isWatched;

    /// <summary>Work in order, or by many.</summary>
    /// <param name="patience">How long one piece may hold up those behind it; zero: not at all, they are begun in any order by as many threads as there are.</param>
    public LinkWork(TimeSpan patience, TimeProvider clock)
    {
        _patience = patience;
        _timer = patience > TimeSpan.Zero
            ? clock.CreateTimer(static work => ((LinkWork)work!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
            : null;
    }

    public void Add(ILinkWork work)
    {
        lock (_gate)
        {
            _waiting.Enqueue(work);
            Watch();
        }
    }

    /// <summary>Waits for a read, and works meanwhile; when there is nothing to wait for, others work.</summary>
    public Wait WhileAsync(ValueTask<bool> read)
    {
        if (read.IsCompleted)
        {
            RunApart();
        }

        return new Wait(read, this);
    }

    /// <summary>Lets others do what waits.</summary>
    public void RunApart()
    {
        lock (_gate)
        {
            if (_isHelpAsked || _waiting.Count == 0 || IsTaken)
            {
                return;
            }

            _isHelpAsked = true;
        }

        _ = HelpAsync();
    }

    /// <summary>Ends when all that waited has been run.</summary>
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

    // In order means one at a time.
    private bool IsTaken => _timer is not null && _isAtWork;

    private async Task HelpAsync()
    {
        await Task.Yield();
        lock (_gate)
        {
            _isHelpAsked = false;
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
        while (TryTake(worker, done, out ILinkWork? work, out bool isMore))
        {
            if (isMore)
            {
                RunApart();
            }

            work!.Run();
            done = 1;
        }
    }

    private bool TryTake(int worker, int done, out ILinkWork? work, out bool isMore)
    {
        lock (_gate)
        {
            _running -= done;
            (work, isMore) = (null, false);
            if (_timer is not null && worker != _worker)
            {
                // Another took over.
                TellIdle();
                return false;
            }

            if (!_waiting.TryDequeue(out work))
            {
                _isAtWork = false;
                TellIdle();
                return false;
            }

            _running++;
            _taken++;
            isMore = _waiting.Count > 0 && _timer is null;
            Watch();
            return true;
        }
    }

    private void TellIdle()
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
            _isWatched = _timer.Change(_patience, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
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

            // Whoever is stuck does not come back to what waits.
            (_isAtWork, _worker) = (false, _worker + 1);
        }

        RunApart();
    }

    /// <summary>Goes on when the read has ended, on any thread; this one works as soon as the reader waits.</summary>
    public readonly struct Wait(ValueTask<bool> read, LinkWork work) : ICriticalNotifyCompletion
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

/// <summary>What a frame gives to do besides reading the next one. Does not throw.</summary>
internal interface ILinkWork
{
    void Run();
}
