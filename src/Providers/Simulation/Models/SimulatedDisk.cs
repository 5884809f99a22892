namespace Scalewright.Providers.Simulation.Models;

/// <summary>Disk that loses unflushed data in a crash: bytes of files and names in folders.</summary>
/// <remarks>
/// Paths are absolute, with <c>/</c>. Failures are those of real files: <see cref="IOException"/> and derived types,
/// with the error number of Linux in <see cref="Exception.HResult"/>.
/// </remarks>
internal sealed class SimulatedDisk
{
    // errno of Linux: EIO, ENOSPC.
    private const int InputOutputError = 5;
    internal const int NoSpace = 28;

    private readonly SimulationKernel _kernel;
    private readonly StableRandom _faults;
    private readonly StableRandom _ordinary;
    private readonly DiskEntries _entries = new();
    private long _freeAt;

    /// <param name="model">The model; null for <see cref="DiskModel.Default"/>.</param>
    /// <param name="name">Name of its random streams. By default, all disks without a name share a stream.</param>
    public SimulatedDisk(SimulationKernel kernel, DiskModel? model = null, string name = "")
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(name);
        _kernel = kernel;
        _faults =
            name.Length == 0
                ? kernel.RandomStreams[RandomStreams.Faults]
                : kernel.RandomStreams.CreateStream($"{RandomStreams.Faults}/disk/{name}");
        _ordinary = name.Length == 0 ? kernel.RandomStreams["disk"] : kernel.RandomStreams.CreateStream($"disk/{name}");
        Model = model ?? DiskModel.Default;
    }

    public DiskModel Model { get; set; }

    public long UsedBytes => _entries.All.Sum(entry => (long)entry.Value.Length);

    /// <summary>Number of crashes. A file that was opened before a crash cannot be used after it.</summary>
    public int CrashCount { get; private set; }

    /// <exception cref="IOException">The mode rejects the existing file or requires a missing one, the path is a
    /// folder, or its folder does not exist.</exception>
    public SimulatedFile Open(string path, FileMode mode)
    {
        string name = DiskPath.Normalize(path);
        DiskFile? file = _entries.Find(name);
        if (file is { IsFolder: true })
        {
            throw new UnauthorizedAccessException($"'{path}' is a folder.");
        }

        if (file is not null && mode == FileMode.CreateNew)
        {
            throw new IOException($"The file '{path}' exists.");
        }

        if (file is null && mode is FileMode.Open or FileMode.Truncate)
        {
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        }

        file ??= Make(name, isFolder: false);
        if (mode is FileMode.Create or FileMode.Truncate)
        {
            file.SetLength(0);
        }

        return new SimulatedFile(this, file, CrashCount);
    }

    /// <summary>Creates a folder and its parents if they do not exist.</summary>
    public void CreateFolder(string path)
    {
        string name = DiskPath.Normalize(path);
        if (_entries.Find(name) is { IsFolder: true })
        {
            return;
        }

        CreateFolder(DiskPath.GetFolder(name));
        Make(name, isFolder: true);
    }

    public bool Exists(string path) => _entries.Find(DiskPath.Normalize(path)) is not null;

    /// <summary>Returns the paths of the entries of a folder, in ordinal order.</summary>
    public IReadOnlyList<string> List(string folder)
    {
        string name = DiskPath.Normalize(folder);
        return [.. _entries.Paths.Where(path => DiskPath.IsDirectlyIn(path, name))];
    }

    /// <summary>Returns the names in a folder, in ordinal order.</summary>
    public IReadOnlyList<string> ListNames(string folder)
    {
        string name = DiskPath.Normalize(folder);
        List<string> names = [];
        foreach (string path in _entries.Paths)
        {
            if (DiskPath.IsDirectlyIn(path, name))
            {
                names.Add(Path.GetFileName(path));
            }
        }

        return names;
    }

    /// <summary>Returns the names of the files in a folder, in ordinal order.</summary>
    public IEnumerable<string> ListFileNames(string folder)
    {
        string name = DiskPath.Normalize(folder);
        return _entries
            .All.Where(entry => !entry.Value.IsFolder && DiskPath.IsDirectlyIn(entry.Key, name))
            .Select(entry => Path.GetFileName(entry.Key));
    }

    /// <summary>Renames a file and replaces an existing one. After a crash, one of the two files remains.</summary>
    /// <exception cref="IOException">The file or the target folder does not exist.</exception>
    public void Rename(string from, string to)
    {
        (string source, string target) = (DiskPath.Normalize(from), DiskPath.Normalize(to));
        DiskFile file = Existing(source);
        RequireFolder(target);
        if (file.IsFolder || _entries.Find(target) is { IsFolder: true })
        {
            throw new IOException($"Cannot rename '{from}' to '{to}': one is a folder.");
        }

        if (source != target)
        {
            _entries.Change(new EntryChange(source, file, target));
        }
    }

    /// <summary>Deletes a file or an empty folder.</summary>
    /// <exception cref="IOException">The file does not exist, or the folder is not empty.</exception>
    public void Delete(string path)
    {
        string name = DiskPath.Normalize(path);
        if (Existing(name).IsFolder && (name.Length == 0 || List(name).Count > 0))
        {
            throw new IOException($"The folder '{path}' is not empty.");
        }

        _entries.Change(new EntryChange(name, File: null));
    }

    /// <summary>Makes the names in a folder durable, but not the contents of their files.</summary>
    /// <exception cref="IOException">The flush failed, or the disk crashed during the flush.</exception>
    public async Task FlushFolderAsync(string path)
    {
        string name = DiskPath.Normalize(path);
        await WaitAsync(Model.FlushLatency, 0, CrashCount);
        ThrowRandomly(Model.FlushFailureProbability, "flush");
        _entries.Flush(name);
    }

    /// <summary>Simulates a power loss: unflushed data is lost, entirely or in part, at random.</summary>
    public void Crash()
    {
        CrashCount++;
        foreach (DiskFile file in _entries.AllFiles.ToArray())
        {
            file.Crash(_faults);
        }

        _entries.Crash(_faults);
    }

    public void Corrupt(string path, int offset, byte bits)
    {
        DiskFile file = Existing(DiskPath.Normalize(path));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, file.Length);
        file.Corrupt(offset, bits);
    }

    /// <summary>Flips bits of a byte in one of the files of a folder and its subfolders, if any.</summary>
    internal void Damage(string folder, int position, byte bits)
    {
        string name = DiskPath.Normalize(folder);
        DiskFile[] files =
        [
            .. _entries
                .All.Where(entry =>
                    entry.Value is { IsFolder: false, Length: > 0 }
                    && (name.Length == 0 || entry.Key.StartsWith(name + "/", StringComparison.Ordinal))
                )
                .Select(entry => entry.Value),
        ];
        if (files.Length > 0)
        {
            DiskFile struck = files[position % files.Length];
            struck.Corrupt(position / files.Length % struck.Length, bits);
        }
    }

    internal async ValueTask<int> ReadAsync(DiskFile file, int epoch, int offset, Memory<byte> target)
    {
        await WaitAsync(Model.AccessLatency, target.Length, epoch);
        return Read(file, epoch, offset, target.Span);
    }

    internal int Read(DiskFile file, int epoch, int offset, Span<byte> target)
    {
        ThrowIfCrashed(epoch);
        ThrowRandomly(Model.ReadFailureProbability, "read");
        int count = file.Read(offset, target);
        if (count > 1 && _faults.NextBoolean(Model.ShortReadProbability))
        {
            count = _faults.Next(1, count);
        }

        if (count > 0 && _faults.NextBoolean(Model.CorruptionProbability))
        {
            target[_faults.Next(count)] ^= (byte)(1 << _faults.Next(8));
        }

        return count;
    }

    internal async ValueTask WriteAsync(DiskFile file, int epoch, int offset, ReadOnlyMemory<byte> source)
    {
        await WaitAsync(Model.AccessLatency, source.Length, epoch);
        Write(file, epoch, offset, source.Span);
    }

    internal void Write(DiskFile file, int epoch, int offset, ReadOnlySpan<byte> source)
    {
        ThrowIfCrashed(epoch);
        if (_faults.NextBoolean(Model.WriteFailureProbability))
        {
            file.Write(offset, source[..CountFitting(file, offset, _faults.Next(source.Length + 1))]);
            throw new IOException("Simulated write error.", InputOutputError);
        }

        int fits = CountFitting(file, offset, source.Length);
        file.Write(offset, source[..fits]);
        if (fits < source.Length)
        {
            throw new IOException($"No space left: {Pluralizer.Format(source.Length, "byte")} to write, {fits} fit.", NoSpace);
        }
    }

    internal async ValueTask FlushAsync(DiskFile file, int epoch)
    {
        await WaitAsync(Model.FlushLatency, 0, epoch);
        if (_faults.NextBoolean(Model.FlushFailureProbability))
        {
            file.FailFlush();
            throw new IOException("Simulated flush error.", InputOutputError);
        }

        file.Flush();
    }

    internal void SetLength(DiskFile file, int epoch, int length)
    {
        ThrowIfCrashed(epoch);
        if (length > file.Length && CountFitting(file, file.Length, length - file.Length) < length - file.Length)
        {
            throw new IOException($"No space left for {length} bytes.", NoSpace);
        }

        file.SetLength(length);
    }

    internal DiskFile? Find(string path) => _entries.Find(DiskPath.Normalize(path));

    private void ThrowIfCrashed(int epoch)
    {
        _kernel.CheckThread();
        if (epoch != CrashCount)
        {
            throw new IOException("The disk crashed since the file was opened.", InputOutputError);
        }
    }

    private async ValueTask WaitAsync(DurationModel operation, int bytes, int epoch)
    {
        ThrowIfCrashed(epoch);
        long transfer = Model.BytesPerSecond is { } rate ? (long)((Int128)bytes * TimeSpan.TicksPerSecond / rate) : 0;
        _freeAt = Math.Max(_freeAt, _kernel.Now) + operation.Sample(_ordinary).Ticks + transfer;
        await _kernel.Delay(_freeAt - _kernel.Now);
        ThrowIfCrashed(epoch);
    }

    private int CountFitting(DiskFile file, int offset, int bytes)
    {
        if (Model.CapacityBytes is not { } capacity)
        {
            return bytes;
        }

        long within = Math.Max(0, file.Length - (long)offset);
        long free = Math.Max(0, capacity - UsedBytes);
        long gap = Math.Max(0, offset - (long)file.Length);
        return (int)Math.Clamp(within + free - gap, 0, bytes);
    }

    private void ThrowRandomly(double probability, string operation)
    {
        if (_faults.NextBoolean(probability))
        {
            throw new IOException($"Simulated {operation} error.", InputOutputError);
        }
    }

    private DiskFile Make(string name, bool isFolder)
    {
        RequireFolder(name);
        if (_entries.Find(name) is not null)
        {
            throw new IOException($"'{name}' is a file.");
        }

        DiskFile file = new(isFolder);
        _entries.Change(new EntryChange(name, file));
        return file;
    }

    private void RequireFolder(string name)
    {
        if (_entries.Find(DiskPath.GetFolder(name)) is not { IsFolder: true })
        {
            throw new DirectoryNotFoundException($"There is no folder for '{name}'.");
        }
    }

    private DiskFile Existing(string name) => _entries.Find(name) ?? throw new FileNotFoundException($"There is no '{name}'.", name);
}
