namespace Scalewright.Logs;

/// <summary>The memory that half frames of all connections may hold beyond the first piece of each. Who came first is served first. Thread-safe.</summary>
internal sealed class LogRoom(long bytesMax, LogTally tally)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Turn)> _waiting = new();
    private long _taken;

    /// <summary>Takes room that may be had at once, and by nobody who waits; false when there is none.</summary>
    public bool TryTake(long bytes)
    {
        lock (_gate)
        {
            bool isFree = _waiting.Count == 0 && Fits(bytes);
            _taken += isFree ? bytes : 0;
            return isFree;
        }
    }

    /// <summary>Takes room, after waiting for it in turn. Only for who holds none: two that wait for each other's would wait for ever.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing was taken.</exception>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<(long Bytes, TaskCompletionSource Turn)> place = new((bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
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

    /// <summary>Gives room back.</summary>
    public void Give(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
        }

        Admit();
    }

    // One frame is let in however long it is: it would wait for ever.
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

    private void Leave(LinkedListNode<(long Bytes, TaskCompletionSource Turn)> place, CancellationToken cancellationToken)
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
