namespace Scalewright.Agents;

/// <summary>In-memory files for nodes without a disk. Every folder exists. Thread-safe.</summary>
internal sealed class InMemoryFiles : INodeFiles
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>Paths of all files, in ordinal order.</summary>
    public ValueList<string> Paths
    {
        get
        {
            lock (_gate)
            {
                return _files.Keys.ToValueList();
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken) =>
        new(new MemoryStream(GetContent(path), writable: false));

    /// <inheritdoc/>
    public ValueTask<Stream> CreateAsync(string path, CancellationToken cancellationToken)
    {
        Set(path, []);
        return new ValueTask<Stream>(new InMemoryFileStream(content => Set(path, content)));
    }

    /// <inheritdoc/>
    public ValueTask RenameAsync(string path, string newPath, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            byte[] content = GetContent(path);
            _files.Remove(path);
            _files[newPath] = content;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string path, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _files.Remove(path);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ValueList<string>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string start = folder.EndsWith('/') ? folder : folder + "/";
        lock (_gate)
        {
            return new ValueTask<ValueList<string>>(
                _files
                    .Keys.Where(path => path.StartsWith(start, StringComparison.Ordinal) && !path.AsSpan(start.Length).Contains('/'))
                    .Select(path => path[start.Length..])
                    .ToValueList()
            );
        }
    }

    /// <inheritdoc/>
    public ValueTask CreateFolderAsync(string path, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private byte[] GetContent(string path)
    {
        lock (_gate)
        {
            return _files.TryGetValue(path, out byte[]? content)
                ? content
                : throw new FileNotFoundException($"There is no file '{TextEscaping.Escape(path)}'.", path);
        }
    }

    private void Set(string path, byte[] content)
    {
        lock (_gate)
        {
            _files[path] = content;
        }
    }
}

internal sealed class InMemoryFileStream(Action<byte[]> store) : MemoryStream
{
    private bool _isClosed;

    public override void Flush() => store(ToArray());

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flush();
        return Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            Flush();
        }

        base.Dispose(disposing);
    }
}
