namespace Scalewright.Agents.Wire;

/// <summary>Stores operations, so that retries have no second effect. Removes ended operations, oldest first.</summary>
internal sealed class IdempotencyCache(int maxCount, long maxResponseBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<OperationId, IdempotencyCacheEntry> _entries = [];
    private readonly Queue<IdempotencyCacheEntry> _ended = new();
    private readonly Queue<IdempotencyCacheEntry> _kept = new();
    private long _keptBytes;

    /// <summary>Looks up or adds an operation.</summary>
    /// <param name="operation">Operation in progress, or a new one for the caller to execute; null if it has
    /// ended.</param>
    /// <param name="response">Response; null if it has not ended.</param>
    /// <returns>True if the operation is new.</returns>
    public bool TryStart(OperationId id, out Operation? operation, out CachedResponse? response)
    {
        lock (_gate)
        {
            bool isKnown = _entries.TryGetValue(id, out IdempotencyCacheEntry? entry);
            if (!isKnown)
            {
                entry = new IdempotencyCacheEntry(id) { Operation = new Operation(id) };
                _entries.Add(id, entry);
            }

            (operation, response) = (entry!.Operation, entry.Response);
            return !isKnown;
        }
    }

    public void End(Operation operation, CachedResponse response)
    {
        lock (_gate)
        {
            IdempotencyCacheEntry recollection = _entries[operation.Id];
            (recollection.Operation, recollection.Response) = (null, response);
            _ended.Enqueue(recollection);
            _kept.Enqueue(recollection);
            _keptBytes += response.Size;
            Trim();
        }

        operation.Finish(response);
    }

    /// <summary>Removes an operation that had no effect, so that it can be requested again.</summary>
    public void Forget(Operation operation, CachedResponse response)
    {
        lock (_gate)
        {
            _entries.Remove(operation.Id);
        }

        operation.Finish(response);
    }

    /// <summary>Cancels the operations in progress. Completes when all have ended.</summary>
    public Task CancelAllAsync()
    {
        Operation[] all;
        lock (_gate)
        {
            all = [.. _entries.Values.Select(recollection => recollection.Operation).OfType<Operation>()];
        }

        foreach (Operation operation in all)
        {
            operation.Cancel();
        }

        return Task.WhenAll(all.Select(operation => operation.Completion));
    }

    private void Trim()
    {
        while (_keptBytes > maxResponseBytes && _kept.TryDequeue(out IdempotencyCacheEntry? oldest))
        {
            _keptBytes -= oldest.Response!.Size;
            oldest.Response = oldest.Response.Size > 0 ? CachedResponse.Dropped : oldest.Response;
        }

        while (_ended.Count > maxCount)
        {
            IdempotencyCacheEntry forgotten = _ended.Dequeue();
            _entries.Remove(forgotten.Id);
            if (_kept.TryPeek(out IdempotencyCacheEntry? oldest) && ReferenceEquals(oldest, forgotten))
            {
                _keptBytes -= _kept.Dequeue().Response!.Size;
            }
        }
    }
}

/// <summary>Stored operation: the operation itself while in progress, then its response.</summary>
internal sealed class IdempotencyCacheEntry(OperationId id)
{
    public OperationId Id => id;

    public Operation? Operation { get; set; }

    public CachedResponse? Response { get; set; }
}

internal readonly record struct OperationId(long Epoch, string Session, long Number);
