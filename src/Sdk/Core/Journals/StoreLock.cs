namespace Scalewright.Journals;

/// <summary>Lock of a state: a file lock, and the content of the file for disks without locks.</summary>
internal sealed class StoreLock : IDisposable
{
    private const int BlockLength = 1024;
    private readonly StoreFolder _folder;
    private readonly DurableStoreOptions _options;
    private IFile _file;
    private byte[] _written = [];

    // The array of the renewal before the last one.
    private byte[] _spare = [];

    // Kept, because each change reads the lock twice.
    private byte[] _read = [];
    private long _renewed;

    private StoreLock(StoreFolder folder, DurableStoreOptions options, IFile file) =>
        (_folder, _options, _file, Holder) = (folder, options, file, options.LockHolder);

    public LockHolder Holder { get; private set; }

    /// <summary>True if the lock of another holder was broken; that holder may still try to write.</summary>
    public bool WasBroken => Holder.BrokenHolder.Length > 0;

    /// <summary>Acquires the lock or throws.</summary>
    /// <param name="options">Identity of the new holder, and the lock that may be broken.</param>
    public static async ValueTask<StoreLock> AcquireAsync(StoreFolder folder, DurableStoreOptions options, long minEpoch)
    {
        StoreLock acquired = new(folder, options, folder.Open(StoreFolder.Lock, FileOpenMode.OpenOrCreate));
        try
        {
            await acquired.LockAsync(minEpoch);
            return acquired;
        }
        catch
        {
            acquired.Dispose();
            throw;
        }
    }

    public async ValueTask RaiseAsync(long epoch)
    {
        Holder = Holder with { Epoch = epoch };
        await RewriteAsync(_file);
    }

    /// <summary>Verifies that no other process took over.</summary>
    /// <exception cref="StateException">Another process took over.</exception>
    public void Check()
    {
        if (!IsStillOurs(out LockHolder? holder))
        {
            throw _folder.Fail(StateProblems.Stale(_folder.JoinPath(StoreFolder.Lock), Holder.Epoch, holder));
        }
    }

    /// <summary>Renews the lease when half of it has elapsed.</summary>
    public void RenewWhenDue()
    {
        if (_options.Clock.GetElapsedTime(_renewed) < _options.LeaseDuration / 2)
        {
            return;
        }

        // Writes to the open file, because the file that now has the name may belong to another holder.
        byte[] content = Describe(_written.Length);
        _file.WriteAll(0, content);
        (_written, _spare) = (content, _written);
    }

    public void Dispose() => _file.Dispose();

    private async ValueTask LockAsync(long minEpoch)
    {
        string path = _folder.JoinPath(StoreFolder.Lock);
        LockOutcome outcome = _file.TryLock();
        byte[] content = _folder.ReadSmall(StoreFolder.Lock);
        LockHolder? last = content.Length == 0 ? null : Parse(content);
        if (outcome == LockOutcome.Unsupported && !_options.AllowUnlockedState)
        {
            throw _folder.Fail(StateProblems.Unlocked(path));
        }

        // A process that took over the lock in the meantime uses a new file.
        bool isFree = outcome != LockOutcome.Busy && _file.IsSameFile(path);
        if (!isFree && !MayBreak(last, _options))
        {
            throw _folder.Fail(StateProblems.Locked(path, last));
        }

        Holder = CreateHolder(_options, minEpoch, last, isFree);
        await (isFree && outcome == LockOutcome.Acquired ? RewriteAsync(_file) : ReplaceAsync());
    }

    private bool IsStillOurs(out LockHolder? holder)
    {
        holder = null;
        try
        {
            int length = _folder.ReadSmall(StoreFolder.Lock, ref _read);
            ReadOnlySpan<byte> content = _read.AsSpan(0, length);
            bool isOurs = content.SequenceEqual(_written);
            holder = isOurs ? Holder : Parse(content);
            return isOurs;
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.NotFound)
        {
            return false;
        }
    }

    // This process holds the file lock, so no other process writes to the file. No new space is needed.
    private async ValueTask RewriteAsync(IFile file)
    {
        bool isNew = file.Length == 0;
        byte[] content = Describe(file.Length);
        file.WriteAll(0, content);
        await _folder.FlushAsync(file);
        if (isNew)
        {
            await _folder.FlushNamesAsync();
        }

        (_written, _spare) = (content, _written);
    }

    // The last holder may still run and write to its file; this lock uses another file of the same name.
    private async ValueTask ReplaceAsync()
    {
        DeleteLeftovers(_folder);
        string temporary = $"{StoreFolder.LockLeftover}{Holder.Id}{StoreFolder.TemporaryEnding}";
        IFile file = _folder.CreateFresh(temporary, FileOpenMode.OpenOrCreate);
        try
        {
            if (file.TryLock() == LockOutcome.Busy)
            {
                throw _folder.Fail(StateProblems.Locked(_folder.JoinPath(StoreFolder.Lock), null));
            }

            await RewriteAsync(file);
            _folder.Rename(temporary, StoreFolder.Lock);
            await _folder.FlushNamesAsync();
            _file.Dispose();
            _file = file;
        }
        catch
        {
            file.Dispose();
            _folder.TryDelete(temporary);
            throw;
        }
    }

    // A locked file belongs to another process that is taking over.
    private static void DeleteLeftovers(StoreFolder folder)
    {
        foreach (string name in folder.Files.List(folder.Path).Where(StoreFolder.IsLockLeftover))
        {
            try
            {
                using IFile leftover = folder.Open(name, FileOpenMode.Append);
                if (leftover.TryLock() == LockOutcome.Acquired)
                {
                    folder.DeleteIfThere(name);
                }
            }
            catch (FileSystemException)
            {
                // Its process deleted or renamed it in the meantime; otherwise it is deleted once the lock is acquired.
            }
        }
    }

    private static LockHolder CreateHolder(DurableStoreOptions options, long minEpoch, LockHolder? last, bool isFree) =>
        options.LockHolder with
        {
            Id = options.Random.NextInt64().ToString("x16", CultureInfo.InvariantCulture),
            Epoch = Math.Max(minEpoch, (last?.Epoch ?? 0) + 1),
            AcquiredAt = options.Clock.GetUtcNow(),
            BrokenHolder = isFree ? "" : last?.Id ?? "",
        };

    /// <summary>
    /// Returns the content, padded to a multiple of the block length and to at least the given length.
    /// </summary>
    private byte[] Describe(long length)
    {
        _renewed = _options.Clock.GetTimestamp();
        Holder = Holder with { LeaseExpiresAt = _options.Clock.GetUtcNow() + _options.LeaseDuration };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(Holder, JournalJson.Default.LockHolder);
        int blocks = (json.Length / BlockLength) + 1;
        int contentLength = Math.Max(blocks * BlockLength, (int)Math.Min(length, StoreFolder.MaxSmallLength));
        byte[] content = _spare.Length == contentLength ? _spare : new byte[contentLength];
        Array.Fill(content, (byte)' ');
        json.CopyTo(content, 0);
        content[^1] = (byte)'\n';
        return content;
    }

    private static bool MayBreak(LockHolder? holder, DurableStoreOptions options) =>
        holder is not null
        && (
            (options.ForceUnlockId is { } id && id == holder.Id)
            || (options.AllowExpiredLeaseTakeover && holder.LeaseExpiresAt < options.Clock.GetUtcNow())
        );

    private static LockHolder? Parse(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, JournalJson.Default.LockHolder);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
