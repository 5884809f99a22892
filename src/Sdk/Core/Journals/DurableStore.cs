using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Journals;

/// <summary>
/// Keeps a state on disk: each change is durable before its caller hears of it, and what a crash leaves is read back without a
/// manual step. One folder, one holder at a time.
/// </summary>
/// <remarks>
/// Changes that wait at the same time share one flush of the disk. After a failure of the disk, or when another holder took over,
/// the store refuses everything: it is to be opened again with a new state. While it is open it renews its lease, also when nothing
/// is written. Thread-safe; needs no thread of its own.
/// </remarks>
internal sealed partial class DurableStore : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly StoreFolder _folder;
    private readonly IDurableState _state;
    private readonly DurableStoreOptions _options;
    private readonly StoreLock _lock;
    private readonly Reserve _reserve;
    private readonly Watermark _watermark;
    private readonly ProblemList _warnings = new();
    private List<PendingChange> _pending = [];
    private long _pendingBytes;
    private TaskCompletionSource? _snapshotAsked;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;
    private StateException? _stopped;
    private bool _isClosing;

    internal DurableStore(StoreFolder folder, IDurableState state, DurableStoreOptions options, StoreLock held, Reserve reserve, OpenedState opened)
    {
        (_folder, _state, _options, _lock, _reserve) = (folder, state, options, held, reserve);
        (_journal, _watermark, _base, Opening) = (opened.Journal, opened.Watermark, opened.Base, opened.Opening);
        (_serial, _sequence) = (Opening.Mark.Serial, Opening.Mark.Sequence);
        _signs = TimerOf(options);
        _ = SignAsync();
    }

    /// <summary>What was found when it was opened.</summary>
    public StoreOpening Opening { get; }

    /// <summary>Which state this is. The owner tag of everything made for it carries the lineage.</summary>
    public Lineage Lineage => Opening.Mark.Lineage;

    /// <summary>The epoch of this holder; tokens of provider calls carry it.</summary>
    public long Epoch => Opening.Mark.Epoch;

    /// <summary>The id of this holding, as in its lock: no two holders have the same, not even of two copies of one folder.</summary>
    internal string HolderId => _lock.Holder.Id;

    /// <summary>How far the state has come.</summary>
    public StateMark Mark
    {
        get
        {
            lock (_gate)
            {
                return new StateMark(Lineage, _serial, Epoch, _sequence);
            }
        }
    }

    /// <summary>What went wrong since it was opened without stopping it, as a snapshot that could not be written.</summary>
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

    /// <summary>Opens the state of a folder, or begins one there; reads what a crash left and puts it in order.</summary>
    /// <param name="folder">The folder, for this state alone; made when it is not there.</param>
    /// <param name="state">An empty state; holds what was read when this returns, and is of no use when this throws.</param>
    /// <param name="options">Who opens it, and what is accepted.</param>
    /// <exception cref="StateException">It is held by another, damaged, older, newer, of another lineage, or the disk failed.</exception>
    public static async Task<DurableStore> OpenAsync(
        IFileSystem files, string folder, IDurableState state, DurableStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        StoreFolder opened = new(files, folder, options.Clock, options.DiskDeadline);
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
        catch (DiskException exception)
        {
            StateException failure = opened.Fail(StateProblems.OfDisk(exception), exception);
            failure.AddWarnings(opener.Warnings);
            throw failure;
        }
    }

    /// <summary>Reads the state of a folder as its opening would, and changes nothing: takes no lock, and writes no byte. A holder that is still at work may be some changes ahead.</summary>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <param name="state">An empty state; holds what was read when this returns, and is of no use when this throws.</param>
    /// <param name="options">What is accepted.</param>
    /// <returns>What was found; null when no state was begun there.</returns>
    /// <exception cref="StateException">It is damaged, older, newer, of another lineage or of another user, or the disk failed.</exception>
    public static StoreOpening? Read(IFileSystem files, string folder, IDurableState state, DurableStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        return StoreFolder.HasState(files, folder) ? StoreReader.Read(files, folder, state, options) : null;
    }

    /// <summary>Makes a change durable. Refused when the disk is full, so that nothing is begun that could not be recorded.</summary>
    /// <param name="json">One JSON object on one line, UTF-8, up to 16 MiB; copied.</param>
    /// <returns>The change's sequence.</returns>
    /// <exception cref="ArgumentException">The change is anything else.</exception>
    /// <exception cref="StateException">The disk is full or failed, or another holder took over.</exception>
    public Task<long> AppendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken = default)
    {
        ChangeJson.Check(json.Span);
        return AppendAsync(new PendingChange(json.ToArray(), isUrgent: false), cancellationToken);
    }

    /// <summary>Makes a change durable, from the reserve if need be: what was done already, and what is needed to destroy.</summary>
    /// <inheritdoc cref="AppendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<long> AppendUrgentAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken = default)
    {
        ChangeJson.Check(json.Span);
        return AppendAsync(new PendingChange(json.ToArray(), isUrgent: true), cancellationToken);
    }

    /// <summary>Makes a change durable. Refused when the disk is full, so that nothing is begun that could not be recorded.</summary>
    /// <typeparam name="T">The type of the change.</typeparam>
    /// <param name="type">How it is written: a JSON object, not indented.</param>
    /// <inheritdoc cref="AppendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<long> AppendAsync<T>(T change, JsonTypeInfo<T> type, CancellationToken cancellationToken = default) =>
        AppendAsync(Write(change, type, isUrgent: false), cancellationToken);

    /// <summary>Makes a change durable, from the reserve if need be: what was done already, and what is needed to destroy.</summary>
    /// <inheritdoc cref="AppendAsync{T}"/>
    public Task<long> AppendUrgentAsync<T>(T change, JsonTypeInfo<T> type, CancellationToken cancellationToken = default) =>
        AppendAsync(Write(change, type, isUrgent: true), cancellationToken);

    /// <summary>Writes a snapshot now, though one is due only after <see cref="DurableStoreOptions.SnapshotAfterBytes"/>.</summary>
    /// <exception cref="StateException">It cannot be written; the one before and the journal stay as they are.</exception>
    public async Task SnapshotAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task asked;
        bool isIdle;
        lock (_gate)
        {
            ThrowIfEnded();
            _snapshotAsked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            asked = _snapshotAsked.Task;
            isIdle = StartIfIdle();
        }

        RunIf(isIdle);
        await asked.OrCancelled(cancellationToken);
    }

    /// <summary>Waits for the changes under way, notes that everything is whole, and releases the lock.</summary>
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

    // Most callers wait for the change itself: each task between costs as much as the rest of the change.
    private Task<long> AppendAsync(PendingChange change, CancellationToken cancellationToken) =>
        !cancellationToken.CanBeCanceled && TryAppend(change) ? change.Ended : AppendWhenRoomAsync(change, cancellationToken);

    private async Task<long> AppendWhenRoomAsync(PendingChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!TryAppend(change))
        {
            await WaitForRoomAsync().OrCancelled(cancellationToken);
        }

        return await change.Ended.OrCancelled(cancellationToken);
    }

    private bool TryAppend(PendingChange change)
    {
        bool isIdle;
        lock (_gate)
        {
            if (_isClosing || _stopped is not null || _pendingBytes >= _options.PendingBytesMax)
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

    private Task WaitForRoomAsync()
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (_pendingBytes < _options.PendingBytesMax)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    private void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(_isClosing, this);
        if (_stopped is not null)
        {
            throw _folder.Fail(_stopped.Code == ProblemCode.StaleLease ? _stopped.Problems[0] : StateProblems.Stopped(_folder.Path), _stopped);
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
            // Nobody waits for it but DisposeAsync, through _idle; it hands every failure to the callers it concerns.
            _ = CommitAsync();
        }
    }
}

/// <summary>What an opening hands to the store.</summary>
internal sealed record OpenedState(JournalWriter Journal, Watermark Watermark, SnapshotBase Base, StoreOpening Opening)
    : IDisposable
{
    public void Dispose()
    {
        Journal.Dispose();
        Watermark.Dispose();
    }
}
