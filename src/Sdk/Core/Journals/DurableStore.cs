using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Journals;

/// <summary>
/// Persists a state on disk. Changes are durable before they are acknowledged. There is at most one lease holder.
/// </summary>
/// <remarks>
/// Concurrent changes share a flush. After a failure or the loss of the lease, the store must be opened again.
/// Thread-safe.
/// </remarks>
public sealed partial class DurableStore : IAsyncDisposable
{
    /// <summary>Name of the file that receives each change, in the folder of a state.</summary>
    public const string JournalFileName = StoreFolder.Journal;

    private readonly Lock _gate = new();
    private readonly StoreFolder _folder;
    private readonly IDurableState _state;
    private readonly DurableStoreOptions _options;
    private readonly StoreLock _lock;
    private readonly ReservedSpaceFile _reserve;
    private readonly WatermarkWriter _watermark;
    private readonly ProblemList _warnings = new();
    private List<PendingChange> _pending = [];
    private long _pendingBytes;
    private TaskCompletionSource? _snapshotRequest;
    private TaskCompletionSource? _capacityAvailable;
    private TaskCompletionSource? _idle;
    private StateException? _stopped;
    private bool _isClosing;

    internal DurableStore(
        StoreFolder folder,
        IDurableState state,
        DurableStoreOptions options,
        StoreLock storeLock,
        ReservedSpaceFile reserve,
        OpenedStore opened
    )
    {
        (_folder, _state, _options, _lock, _reserve) = (folder, state, options, storeLock, reserve);
        _journal = opened.Journal;
        _watermark = opened.Watermark;
        _base = opened.Base;
        OpenResult = opened.Opening;
        _serial = OpenResult.Watermark.Serial;
        _sequence = OpenResult.Watermark.Sequence;
        _signs = CreateTimer(options);
        _ = SignAsync();
    }

    /// <summary>Outcome of the opening.</summary>
    public StoreOpenResult OpenResult { get; }

    /// <summary>Identity of this state, contained in the ownership tags of its resources.</summary>
    public Lineage Lineage => OpenResult.Watermark.Lineage;

    /// <summary>Epoch of this lease holder; tokens of provider calls contain it.</summary>
    public long Epoch => OpenResult.Watermark.Epoch;

    /// <summary>Unique ID of this lock acquisition; differs even between copies of a folder.</summary>
    internal string HolderId => _lock.Holder.Id;

    /// <summary>Current position in the history of the state.</summary>
    public StateWatermark Watermark
    {
        get
        {
            lock (_gate)
            {
                return new StateWatermark(Lineage, _serial, Epoch, _sequence);
            }
        }
    }

    /// <summary>Problems since the opening that did not stop the store, for example a failed snapshot.</summary>
    public ValueList<Problem> Warnings
    {
        get
        {
            lock (_gate)
            {
                return _warnings.ToValueList();
            }
        }
    }

    /// <summary>Opens the state of a folder or creates a new one. Recovers the state after a crash.</summary>
    /// <param name="files">File system of the folder.</param>
    /// <param name="folder">Folder that is used for this state only; created when missing.</param>
    /// <param name="state">An empty state that receives the content; discard it when the call throws.</param>
    /// <param name="options">Identity of the lease holder, and the conditions that are accepted.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="StateException">The state is locked, damaged, an older copy, in a newer format or of another
    /// lineage, or the disk failed.</exception>
    public static async Task<DurableStore> OpenAsync(
        IFileSystem files,
        string folder,
        IDurableState state,
        DurableStoreOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        StoreFolder opened = new(files, folder, options.Clock, options.FlushTimeout);
        StoreOpener opener = new(opened, state, options);
        try
        {
            return await opener.OpenAsync(cancellationToken);
        }
        catch (StateException exception)
        {
            exception.AddWarnings(opener.Warnings);
            throw;
        }
        catch (FileSystemException exception)
        {
            StateException failure = opened.Fail(StateProblems.OfDisk(exception), exception);
            failure.AddWarnings(opener.Warnings);
            throw failure;
        }
    }

    /// <summary>Reads a state without locking or writing. An active lease holder may be some changes ahead.</summary>
    /// <param name="files">File system of the folder.</param>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <param name="state">An empty state that receives the content; discard it when the call throws.</param>
    /// <param name="options">The conditions that are accepted.</param>
    /// <returns>The result, or null when the folder contains no state.</returns>
    /// <exception cref="StateException">The state is damaged, an older copy, in a newer format, of another lineage or
    /// owned by another user, or the disk failed.</exception>
    public static StoreOpenResult? Read(IFileSystem files, string folder, IDurableState state, DurableStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        return StoreFolder.HasState(files, folder) ? StoreReader.Read(files, folder, state, options) : null;
    }

    /// <summary>Makes a change durable. Rejected on a full disk, so that no unrecorded work starts.</summary>
    /// <param name="json">One JSON object on one line, UTF-8, up to 16 MiB; copied.</param>
    /// <param name="cancellationToken">Cancels the wait, not the change.</param>
    /// <returns>Sequence of the change.</returns>
    /// <exception cref="ArgumentException">The change has another form.</exception>
    /// <exception cref="StateException">The disk is full or failed, or another process took over the lease.</exception>
    public Task<long> AppendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken = default)
    {
        ChangeJson.Check(json.Span);
        return AppendAsync(new PendingChange(json.ToArray(), isUrgent: false), cancellationToken);
    }

    /// <summary>Makes completed work or a removal durable, if necessary with space from the reserve.</summary>
    /// <inheritdoc cref="AppendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<long> AppendUrgentAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken = default)
    {
        ChangeJson.Check(json.Span);
        return AppendAsync(new PendingChange(json.ToArray(), isUrgent: true), cancellationToken);
    }

    /// <summary>Makes a change durable. Rejected on a full disk, so that no unrecorded work starts.</summary>
    /// <typeparam name="T">Type of the change.</typeparam>
    /// <param name="change">The change.</param>
    /// <param name="type">Serialization metadata; the change is written as a JSON object without indentation.</param>
    /// <param name="cancellationToken">Cancels the wait, not the change.</param>
    /// <inheritdoc cref="AppendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<long> AppendAsync<T>(T change, JsonTypeInfo<T> type, CancellationToken cancellationToken = default) =>
        AppendAsync(Write(change, type, isUrgent: false), cancellationToken);

    /// <summary>Makes completed work or a removal durable, if necessary with space from the reserve.</summary>
    /// <inheritdoc cref="AppendAsync{T}"/>
    public Task<long> AppendUrgentAsync<T>(T change, JsonTypeInfo<T> type, CancellationToken cancellationToken = default) =>
        AppendAsync(Write(change, type, isUrgent: true), cancellationToken);

    /// <summary>
    /// Writes a snapshot, even if <see cref="DurableStoreOptions.SnapshotAfterBytes"/> is not reached.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait, not the snapshot.</param>
    /// <exception cref="StateException">The snapshot cannot be written; previous files are unchanged.</exception>
    public async Task WriteSnapshotAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task request;
        bool isIdle;
        lock (_gate)
        {
            ThrowIfEnded();
            _snapshotRequest ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            request = _snapshotRequest.Task;
            isIdle = StartIfIdle();
        }

        RunIf(isIdle);
        await request.OrCancelled(cancellationToken);
    }

    /// <summary>Waits for pending changes, records a clean shutdown and releases the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        Task idle;
        lock (_gate)
        {
            if (_isClosing)
            {
                return;
            }

            _isClosing = true;
            idle = _idle?.Task ?? Task.CompletedTask;
        }

        _signs.Dispose();
        await idle;
        await CloseAsync();
    }

    private static TypedChange<T> Write<T>(T change, JsonTypeInfo<T> type, bool isUrgent)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(change, type);
        ChangeJson.CheckWritten(json);
        return new TypedChange<T>(change, json, isUrgent);
    }

    // Most callers await the task of the change directly, because an additional task would double its cost.
    private Task<long> AppendAsync(PendingChange change, CancellationToken cancellationToken) =>
        !cancellationToken.CanBeCanceled && TryAppend(change) ? change.Ended : AppendWhenFreeAsync(change, cancellationToken);

    private async Task<long> AppendWhenFreeAsync(PendingChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!TryAppend(change))
        {
            await WaitForCapacityAsync().OrCancelled(cancellationToken);
        }

        return await change.Ended.OrCancelled(cancellationToken);
    }

    private bool TryAppend(PendingChange change)
    {
        bool isIdle;
        lock (_gate)
        {
            if (_isClosing || _stopped is not null || _pendingBytes >= _options.MaxPendingBytes)
            {
                return false;
            }

            _pending.Add(change);
            _pendingBytes += RecordFormat.LineLength(change.Json.Length);
            isIdle = StartIfIdle();
        }

        RunIf(isIdle);
        return true;
    }

    private Task WaitForCapacityAsync()
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (_pendingBytes < _options.MaxPendingBytes)
            {
                return Task.CompletedTask;
            }

            _capacityAvailable ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _capacityAvailable.Task;
        }
    }

    private void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(_isClosing, this);
        if (_stopped is not null)
        {
            throw _folder.Fail(
                _stopped.Code == ProblemCode.LeaseLost ? _stopped.Problems[0] : StateProblems.Stopped(_folder.Path),
                _stopped
            );
        }
    }

    private bool StartIfIdle()
    {
        if (_idle is not null)
        {
            return false;
        }

        _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return true;
    }

    private void RunIf(bool isIdle)
    {
        if (isIdle)
        {
            // Awaited only by DisposeAsync, through _idle. It passes every failure to the affected callers.
            _ = CommitAsync();
        }
    }
}

internal sealed record OpenedStore(JournalWriter Journal, WatermarkWriter Watermark, SnapshotBase Base, StoreOpenResult Opening)
    : IDisposable
{
    public void Dispose()
    {
        Journal.Dispose();
        Watermark.Dispose();
    }
}
