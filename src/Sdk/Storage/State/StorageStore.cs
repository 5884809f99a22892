using Scalewright.Journals;

namespace Scalewright.Storage.State;

/// <summary>Tables with their journal. A change is decided, applied and queued for the disk in one step.</summary>
internal sealed class StorageStore : IAsyncDisposable
{
    // Maximum size of a journal record.
    private const int MaxChangeLength = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly StorageTables _tables = new();
    private DurableStore? _store;
    private long _sequenceRead;

    /// <summary>Sequence number of the last change; 0 for new state and in memory.</summary>
    public long Sequence => _store?.Watermark.Sequence ?? _sequenceRead;

    public bool IsEmpty => _tables.Format is null;

    /// <summary>Opens the state of a folder, or state in memory.</summary>
    /// <exception cref="StateException">The folder is locked by another process, or damaged.</exception>
    /// <exception cref="StorageException">The folder contains other content, or a newer version.</exception>
    public static async Task<StorageStore> OpenAsync(StorageClusterOptions options, bool canCreate, CancellationToken cancellationToken)
    {
        StorageStore store = new();
        if (options.Folder is not { } folder)
        {
            return store;
        }

        IFileSystem files = options.Files ?? LocalFileSystem.Create();
        if (!FormatFile.Cluster.IsIn(files, folder))
        {
            if (!canCreate)
            {
                return store;
            }

            if (options.IsDryRun)
            {
                return store;
            }

            await FormatFile.Cluster.WriteAsync(files, folder);
        }

        StorageRecord record = new(store._tables, store._gate);
        DurableStoreOptions storeOptions = new()
        {
            LockHolder = LocalFileSystem.CreateLockHolder(StorageChange.Mark, "storage"),
            Random = new Random((int)options.Seed),
            Clock = options.Clock,
            ReserveBytes = 0,
            AllowOlderState = options.AllowOlderState,
            ForceUnlockId = options.BreakLockId,
        };
        if (options.IsDryRun)
        {
            store._sequenceRead = DurableStore.Read(files, folder, record, storeOptions)?.Watermark.Sequence ?? 0;
        }
        else
        {
            store._store = await DurableStore.OpenAsync(files, folder, record, storeOptions, cancellationToken);
        }

        record.CompleteReplay();
        string? invalid = record.InvalidContent
            ?? (store._tables.Format is null or StorageChange.Mark || store.Sequence == 0 ? null : $"the format {store._tables.Format}");
        if (invalid is not null || (store.Sequence > 0 && store._tables.Format is null))
        {
            await store.DisposeAsync();
            throw new StorageException(
                ProblemCode.StateCorrupt,
                folder,
                "contains " + (invalid ?? "the state of another program"),
                "name the folder of a storage cluster of this version"
            );
        }

        return store;
    }

    public T Read<T>(Func<StorageTables, T> selector)
    {
        lock (_gate)
        {
            return selector(_tables);
        }
    }

    /// <summary>Decides on a change and applies it. Completes when the change is durable.</summary>
    /// <param name="decide">Returns the change and the result. A null change changes nothing.</param>
    /// <exception cref="StorageException">The change is too large for the folder. Nothing has changed.</exception>
    public async Task<T> ChangeAsync<T>(Func<StorageTables, (StorageChange? Change, T Result)> decide, CancellationToken cancellationToken)
    {
        Task<long>? durable = null;
        T result;
        lock (_gate)
        {
            (StorageChange? change, result) = decide(_tables);
            if (change is not null)
            {
                durable = _store?.AppendAsync(Serialize(change), cancellationToken);
                _tables.Apply(change);
            }
        }

        if (durable is not null)
        {
            await durable;
        }

        return result;
    }

    public Task ChangeAsync(Func<StorageTables, StorageChange?> decide, CancellationToken cancellationToken) =>
        ChangeAsync(tables => (decide(tables), 0), cancellationToken);

    private static byte[] Serialize(StorageChange change)
    {
        byte[] written = JsonSerializer.SerializeToUtf8Bytes(change, StorageJson.Default.StorageChange);
        return written.Length <= MaxChangeLength
            ? written
            : throw new StorageException(
                ProblemCode.OutOfRange,
                "folder",
                $"the change has {written.Length} bytes; at most {MaxChangeLength} are allowed",
                "split the change"
            );
    }

    /// <summary>Writes a snapshot; has no effect on state in memory. Only tests write one before its threshold.</summary>
    public Task SnapshotAsync() => _store?.WriteSnapshotAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_store is { } store)
        {
            await store.DisposeAsync();
        }
    }
}

/// <summary>Durable state of the tables.</summary>
/// <remarks>The tables change in memory first, so records are applied only when they are read back.</remarks>
internal sealed class StorageRecord(StorageTables tables, Lock gate) : IDurableState
{
    private bool _isOpen;

    /// <summary>Invalid content that was read; null if all is valid.</summary>
    public string? InvalidContent { get; private set; }

    /// <summary>Ends reading. From now on, the tables are ahead of the disk.</summary>
    public void CompleteReplay() => _isOpen = true;

    public void Restore(ReadOnlyMemory<byte> content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            if (
                document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("objects", out JsonElement objects)
                || objects.ValueKind != JsonValueKind.Array
            )
            {
                InvalidContent = "a snapshot of another program";
                return;
            }

            foreach (JsonElement item in objects.EnumerateArray())
            {
                ApplyChange(item.Deserialize(StorageJson.Default.StorageChange), "a snapshot");
            }
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            InvalidContent = "a snapshot that cannot be read: " + exception.Message;
        }
    }

    public void Apply(in JournalRecord record)
    {
        if (_isOpen)
        {
            return;
        }

        try
        {
            ApplyChange(JsonSerializer.Deserialize(record.Json.Span, StorageJson.Default.StorageChange), $"change {record.Sequence}");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            InvalidContent = $"change {record.Sequence} that cannot be read: {exception.Message}";
        }
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        lock (gate)
        {
            output.Write("{\"objects\":[\n"u8);
            bool isFirst = true;
            foreach (StorageChange change in tables.All())
            {
                output.Write(isFirst ? ""u8 : ",\n"u8);
                output.Write(JsonSerializer.SerializeToUtf8Bytes(change, StorageJson.Default.StorageChange));
                isFirst = false;
            }

            output.Write("\n]}"u8);
        }
    }

    private void ApplyChange(StorageChange? change, string source)
    {
        if (change is { IsWhole: true })
        {
            tables.Apply(change);
        }
        else
        {
            InvalidContent = $"{source} with missing required fields";
        }
    }
}
