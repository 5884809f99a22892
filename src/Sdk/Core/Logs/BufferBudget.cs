namespace Scalewright.Logs;

/// <summary>Memory budget for incomplete frames, beyond the first 64 KiB of each. FIFO and thread-safe.</summary>
internal sealed class BufferBudget(long bytesMax, LogCounterAccumulator tally)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Turn)> _waiting = new();
    private long _taken;

    /// <summary>Takes memory without waiting. Returns false if it is not free or others wait for memory.</summary>
    public bool TryTake(long bytes)
    {
        lock (_gate)
        {
            bool isFree = _waiting.Count == 0 && Fits(bytes);
            _taken += isFree ? bytes : 0;
            return isFree;
        }
    }

    /// <summary>Waits for memory. The caller must not hold other memory of the budget, to avoid deadlocks.</summary>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<(long Bytes, TaskCompletionSource Turn)> place =
            new((bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                _taken += bytes;
                return;
            }

            _waiting.AddLast(place);
        }

        tally.AddCrowded();
        await using (cancellationToken.Register(() => Leave(place, cancellationToken)))
        {
            await place.Value.Turn.Task;
        }
    }

    public void Give(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
        }

        Admit();
    }

    // A single frame is always admitted, whatever its length. Otherwise, it would wait forever.
    private bool Fits(long bytes) => _taken == 0 || _taken + bytes <= bytesMax;

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

            _taken += first.Value.Bytes;
            _waiting.RemoveFirst();
            return first.Value.Turn;
        }
    }

    private void Leave(
        LinkedListNode<(long Bytes, TaskCompletionSource Turn)> place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (place.List is null)
            {
                return;
            }

            _waiting.Remove(place);
        }

        place.Value.Turn.SetCanceled(cancellationToken);
        Admit();
    }
}
