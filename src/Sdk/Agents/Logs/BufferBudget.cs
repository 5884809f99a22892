namespace Scalewright.Logs;

/// <summary>Memory budget for incomplete frames, beyond the first 64 KiB of each. FIFO and thread-safe.</summary>
internal sealed class BufferBudget(long maxBytes, LogCounterAccumulator counters)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Turn)> _waiting = new();
    private long _acquired;

    /// <summary>Takes memory without waiting. Returns false if it is not free or others wait for memory.</summary>
    public bool TryAcquire(long bytes)
    {
        lock (_gate)
        {
            bool isFree = _waiting.Count == 0 && Fits(bytes);
            _acquired += isFree ? bytes : 0;
            return isFree;
        }
    }

    /// <summary>Waits for memory. The caller must not hold other memory of the budget, to avoid deadlocks.</summary>
    public async ValueTask AcquireAsync(long bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<(long Bytes, TaskCompletionSource Turn)> waiter = new(
            (bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
        );
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                _acquired += bytes;
                return;
            }

            _waiting.AddLast(waiter);
        }

        counters.AddCrowded();
        await using (cancellationToken.Register(() => Leave(waiter, cancellationToken)))
        {
            await waiter.Value.Turn.Task;
        }
    }

    public void Release(long bytes)
    {
        lock (_gate)
        {
            _acquired -= bytes;
        }

        Admit();
    }

    // A single frame is always admitted, whatever its length. Otherwise, it would wait forever.
    private bool Fits(long bytes) => _acquired == 0 || _acquired + bytes <= maxBytes;

    private void Admit()
    {
        while (Next() is { } turn)
        {
            turn.SetResult();
        }
    }

    private TaskCompletionSource? Next()
    {
        lock (_gate)
        {
            if (_waiting.First is not { } first || !Fits(first.Value.Bytes))
            {
                return null;
            }

            _acquired += first.Value.Bytes;
            _waiting.RemoveFirst();
            return first.Value.Turn;
        }
    }

    private void Leave(LinkedListNode<(long Bytes, TaskCompletionSource Turn)> waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (waiter.List is null)
            {
                return;
            }

            _waiting.Remove(waiter);
        }

        waiter.Value.Turn.SetCanceled(cancellationToken);
        Admit();
    }
}
