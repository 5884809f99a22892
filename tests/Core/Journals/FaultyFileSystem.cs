namespace Sdk.Tests.Journals;

/// <summary>An in-memory disk that distinguishes written from durable data and injects faults.</summary>
internal sealed class FaultyFileSystem : IFileSystem
{
    private readonly Lock _gate = new();
    private Dictionary<string, DiskNode> _names = new(StringComparer.Ordinal);
    private Dictionary<string, DiskNode> _durableNames = new(StringComparer.Ordinal);
    private readonly List<NameChange> _nameChanges = [];
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>
    /// Fault of a call: <c>open</c>, <c>read</c>, <c>append</c>, <c>write</c>, <c>truncate</c>, <c>flush</c>,
    /// <c>lock</c>, <c>rename</c>, <c>delete</c>, <c>list</c> or <c>flush-folder</c>.
    /// </summary>
    public Func<string, string, FileSystemError?> Fault { get; set; } = (_, _) => null;

    public int TransferMax { get; set; } = int.MaxValue;

    public long Capacity { get; set; } = long.MaxValue;

    public bool KnowsLocks { get; set; } = true;

    public Func<Task>? FlushGate { get; set; }

    public int FlushCount { get; set; }

    /// <summary>Incremented by each crash; handles opened before the crash are invalid.</summary>
    public int Life { get; private set; }

    public IFile Open(string path, FileOpenMode mode)
    {
        lock (_gate)
        {
            Check("open", path);
            bool isThere = _names.TryGetValue(path, out DiskNode? node);
            if (isThere && mode == FileOpenMode.CreateNew)
            {
                throw new FileSystemException(FileSystemError.AlreadyExists, "open", path);
            }

            if (!isThere && mode is FileOpenMode.Read or FileOpenMode.Append)
            {
                node = node ?? throw new FileSystemException(FileSystemError.NotFound, "open", path);
            }

            node ??= Add(path);
            return new FaultyFile(this, node, path);
        }
    }

    public IReadOnlyList<string> List(string folder)
    {
        lock (_gate)
        {
            Check("list", folder);
            return
            [
                .. _names
                    .Keys.Where(path => Path.GetDirectoryName(path) == folder)
                    .Select(path => Path.GetFileName(path))
                    .Order(StringComparer.Ordinal),
            ];
        }
    }

    public bool CreateFolder(string folder) => _folders.Add(folder);

    public void Rename(string path, string newPath)
    {
        lock (_gate)
        {
            Check("rename", path);
            if (!_names.Remove(path, out DiskNode? node))
            {
                throw new FileSystemException(FileSystemError.NotFound, "rename", path);
            }

            _names[newPath] = node;
            _nameChanges.Add(new NameChange(path, newPath, node));
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            Check("delete", path);
            if (!_names.Remove(path, out DiskNode? node))
            {
                throw new FileSystemException(FileSystemError.NotFound, "delete", path);
            }

            _nameChanges.Add(new NameChange(path, null, node));
        }
    }

    public async ValueTask FlushFolderAsync(string folder)
    {
        await PassGateAsync();
        lock (_gate)
        {
            Check("flush-folder", folder);
            _durableNames = new Dictionary<string, DiskNode>(_names, StringComparer.Ordinal);
            _nameChanges.Clear();
        }
    }

    public long GetFreeBytes(string folder)
    {
        lock (_gate)
        {
            return Capacity - _names.Values.Distinct().Sum(node => (long)node.Bytes.Count);
        }
    }

    public bool IsAccessibleToOthers(string path) => false;

    public void RestrictPermissions(string path) { }

    public string? FindForeignOwner(string path) => ForeignOwners.GetValueOrDefault(path);

    public Dictionary<string, string> ForeignOwners { get; } = new(StringComparer.Ordinal);

    /// <param name="chance">Random source that selects the unflushed data that survives; null keeps none.</param>
    public void Crash(Random? chance)
    {
        lock (_gate)
        {
            Life++;
            Dictionary<string, DiskNode> names = new(_durableNames, StringComparer.Ordinal);
            foreach (NameChange change in _nameChanges.Where(_ => chance?.Next(2) == 1))
            {
                change.ApplyTo(names);
            }

            foreach (DiskNode node in names.Values.Distinct())
            {
                node.Crash(chance);
            }

            _names = names;
            _durableNames = new Dictionary<string, DiskNode>(names, StringComparer.Ordinal);
            _nameChanges.Clear();
        }
    }

    /// <summary>Simulates a kill of the process: its files are closed and no data is lost.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            Life++;
        }
    }

    public byte[] ReadAll(string path) => [.. _names[path].Bytes];

    public bool Has(string path) => _names.ContainsKey(path);

    public void WriteAll(string path, ReadOnlySpan<byte> bytes)
    {
        DiskNode node = new();
        node.Bytes.AddRange(bytes);
        node.Flush();
        _names[path] = node;
        _durableNames[path] = node;
    }

    public FaultyFileSystem Copy()
    {
        FaultyFileSystem copy = new();
        foreach ((string path, DiskNode node) in _names)
        {
            copy.WriteAll(path, [.. node.Bytes]);
        }

        copy._folders.UnionWith(_folders);
        return copy;
    }

    internal Lock Gate => _gate;

    internal void Check(string call, string path)
    {
        if (Fault(call, path) is { } error)
        {
            throw new FileSystemException(error, call, path, "fault of the test");
        }
    }

    internal async Task PassGateAsync()
    {
        FlushCount++;
        if (FlushGate is { } gate)
        {
            await gate();
        }
    }

    internal bool IsNamed(string path, DiskNode node) => _names.TryGetValue(path, out DiskNode? named) && named == node;

    private DiskNode Add(string path)
    {
        DiskNode node = new();
        _names[path] = node;
        _nameChanges.Add(new NameChange(null, path, node));
        return node;
    }
}

internal sealed record NameChange(string? From, string? To, DiskNode Node)
{
    public void ApplyTo(Dictionary<string, DiskNode> names)
    {
        if (From is not null && names.TryGetValue(From, out DiskNode? named) && named == Node)
        {
            names.Remove(From);
        }

        if (To is not null)
        {
            names[To] = Node;
        }
    }
}
