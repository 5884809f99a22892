namespace Scalewright.Journals;

/// <content>Writer: takes all pending changes, writes and flushes them together, and repeats until none are pending.</content>
public sealed partial class DurableStore
{
    private const int BufferLengthKept = 1024 * 1024;
    private const int MaxYields = 4;
    private ArrayBufferWriter<byte> _buffer = new(4096);
    private List<PendingChange> _batch = [];
    private JournalWriter _journal;
    private long _sequence;

    [SuppressMessage("Design", "CA1031", Justification = "Every failure goes to the callers whose changes it concerns.")]
    private async Task CommitAsync()
    {
        while (DequeueBatch(out TaskCompletionSource? snapshotRequest, out bool isSignDue))
        {
            try
            {
                if (_batch.Count > 0)
                {
                    await CommitAsync(_batch, canRelease: true);
                }

                if (isSignDue)
                {
                    await RenewLeaseAsync();
                }

                await SnapshotIfDueAsync(snapshotRequest);
            }
            catch (Exception exception)
            {
                Stop(exception, snapshotRequest);
            }

            await GatherAsync();
        }
    }

    private bool DequeueBatch(out TaskCompletionSource? snapshotRequest, out bool isSignDue)
    {
        lock (_gate)
        {
            (_batch, _pending) = (_pending, _batch);
            _pending.Clear();
            _pendingBytes = 0;
            _capacityAvailable?.SetResult();
            _capacityAvailable = null;
            snapshotRequest = _snapshotRequest;
            _snapshotRequest = null;
            isSignDue = _isSignDue;
            _isSignDue = false;
            if (_batch.Count > 0 || snapshotRequest is not null || isSignDue)
            {
                return true;
            }

            _idle?.SetResult();
            _idle = null;
            return false;
        }
    }

    // Yields to callers whose changes have just completed, so that their next changes join the next flush instead of
    // the one after it.
    private async ValueTask GatherAsync()
    {
        int expected = _batch.Count;
        int yieldsLeft = Math.Min(expected, MaxYields);
        for (int count = 0; count < expected && yieldsLeft > 0; yieldsLeft--)
        {
            await Task.Yield();
            int pending = CountPending();
            yieldsLeft += pending > count ? 1 : 0;
            count = pending;
        }
    }

    private int CountPending()
    {
        lock (_gate)
        {
            return _pending.Count;
        }
    }

    private async ValueTask CommitAsync(List<PendingChange> batch, bool canRelease)
    {
        _lock.Check();
        await RenewAsync();
        Encode(batch);
        if (_reserve.IsSpent && batch.Any(change => !change.IsUrgent) && !await _reserve.FillAsync())
        {
            // The space that the reserve released is only for urgent changes.
            await RejectAsync(batch, canRelease);
            return;
        }

        try
        {
            _journal.Append(_buffer.WrittenSpan);
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.Full)
        {
            await RejectAsync(batch, canRelease);
            return;
        }

        await _journal.FlushAsync(_folder, _buffer.WrittenCount);
        _lock.Check();
        await AdvanceMarkAsync(_sequence + batch.Count);
        Apply(batch);
    }

    // Runs before the callers are notified, so that a later loss of an acknowledged change from the journal is
    // detected.
    private async ValueTask AdvanceMarkAsync(long sequence)
    {
        try
        {
            _watermark.Write(new StateWatermark(Lineage, _serial, Epoch, sequence), closed: false);
            if (sequence - _watermark.FlushedSequence >= WatermarkWriter.MaxChangesBetweenFlushes)
            {
                await _watermark.FlushAsync();
            }
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.Full)
        {
            // A copy-on-write disk has no space left. An older watermark is still valid.
        }
    }

    private void Encode(List<PendingChange> batch)
    {
        if (_buffer.Capacity > BufferLengthKept)
        {
            _buffer = new ArrayBufferWriter<byte>(BufferLengthKept);
        }

        _buffer.ResetWrittenCount();
        long sequence = _sequence;
        foreach (PendingChange change in batch)
        {
            RecordFormat.Write(_buffer, new JournalRecord(++sequence, Epoch, _sequence, change.Json));
        }
    }

    // Each caller is notified before the next change is applied, so that it can prepare its next change in parallel.
    private void Apply(List<PendingChange> batch)
    {
        long durable = _sequence;
        for (int index = 0; index < batch.Count; index++)
        {
            PendingChange change = batch[index];
            long sequence = durable + index + 1;
            change.ApplyTo(_state, new JournalRecord(sequence, Epoch, durable, change.Json));
            lock (_gate)
            {
                _sequence = sequence;
            }

            change.Succeed(sequence);
        }
    }

    private async ValueTask RejectAsync(List<PendingChange> batch, bool canRelease)
    {
        _journal.CutBack();
        long needed = _buffer.WrittenCount;
        long free = _folder.Files.GetFreeBytes(_folder.Path);
        long reserve = _reserve.IsSpent ? _reserve.Length : 0;
        Problem full = StateProblems.Full(_folder.JoinPath(StoreFolder.Journal), needed, free, reserve);
        foreach (PendingChange change in batch.Where(change => !change.IsUrgent || !canRelease))
        {
            change.Fail(_folder.Fail(full));
        }

        List<PendingChange> urgent = [.. batch.Where(change => change.IsUrgent && canRelease)];
        if (urgent.Count > 0)
        {
            await _reserve.ReleaseAsync();
            await CommitAsync(urgent, canRelease: false);
        }
    }

    private async ValueTask RenewAsync()
    {
        try
        {
            _lock.RenewWhenDue();
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.Full)
        {
            await _reserve.ReleaseAsync();
            _lock.RenewWhenDue();
        }
    }

    private void Stop(Exception exception, TaskCompletionSource? snapshotRequest)
    {
        StateException reason = exception switch
        {
            StateException state => state,
            FileSystemException disk => _folder.Fail(StateProblems.OfDisk(disk), disk),
            _ => _folder.Fail(StateProblems.Stopped(_folder.Path), exception),
        };
        lock (_gate)
        {
            _stopped ??= reason;
            _batch.AddRange(_pending);
            _pending.Clear();
            _pendingBytes = 0;
        }

        foreach (PendingChange change in _batch)
        {
            change.Fail(reason);
        }

        snapshotRequest?.TrySetException(reason);
    }
}

internal class PendingChange(ReadOnlyMemory<byte> json, bool isUrgent)
{
    private readonly TaskCompletionSource<long> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlyMemory<byte> Json { get; } = json;

    /// <summary>True if the change may use the reserve.</summary>
    public bool IsUrgent { get; } = isUrgent;

    public Task<long> Ended => _ended.Task;

    public virtual void ApplyTo(IDurableState state, in JournalRecord record) => state.Apply(record);

    public void Succeed(long sequence) => _ended.TrySetResult(sequence);

    public void Fail(Exception exception) => _ended.TrySetException(exception);
}
