using System.Collections.Frozen;
using Scalewright.Agents;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Files of a simulated node.</summary>
internal sealed class NodeFiles(SimulatedDisk disk, Action<string> note) : INodeFiles
{
    // Filesystem Hierarchy Standard 3.0, sections 3.2, 4.2 and 5.2, and the folder of the agent. They are on the disk when a file is
    // written to them.
    private static readonly FrozenSet<string> SystemFolders = FrozenSet.Create(
        StringComparer.Ordinal,
        "etc",
        "home",
        "media",
        "mnt",
        "opt",
        "root",
        "run",
        "srv",
        "tmp",
        "usr",
        "usr/local",
        "usr/local/bin",
        "var",
        "var/cache",
        "var/lib",
        "var/lib/scalewright",
        "var/log",
        "var/spool",
        "var/tmp"
    );

    public ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        note($"read {path}");
        return new(new DiskStream(disk.Open(Checked(path), FileMode.Open), isWritable: false));
    }

    public ValueTask<Stream> CreateAsync(string path, CancellationToken cancellationToken)
    {
        note($"write {path}");
        string folder = DiskPath.GetFolder(Normalize(path));
        RequireFolder(folder);
        disk.CreateFolder(folder);
        return new ValueTask<Stream>(new DiskStream(disk.Open(path, FileMode.Create), isWritable: true));
    }

    public async ValueTask RenameAsync(string path, string newPath, CancellationToken cancellationToken)
    {
        string target = Normalize(newPath);
        if (SystemFolders.Contains(target))
        {
            throw new IOException($"'{TextEscaping.Escape(newPath)}' is a folder");
        }

        disk.Rename(Checked(path), target);
        await disk.FlushFolderAsync(DiskPath.GetFolder(target));
    }

    public ValueTask DeleteAsync(string path, CancellationToken cancellationToken)
    {
        if (disk.Exists(Checked(path)))
        {
            disk.Delete(path);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ValueList<string>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        string name = Normalize(folder);
        RequireFolder(name);
        return new(disk.ListFileNames(name).ToValueList());
    }

    public ValueTask CreateFolderAsync(string path, CancellationToken cancellationToken)
    {
        note($"create folder {path}");
        disk.CreateFolder(Checked(path));
        return ValueTask.CompletedTask;
    }

    private void RequireFolder(string name)
    {
        if (!SystemFolders.Contains(name) && disk.Find(name) is not { IsFolder: true })
        {
            throw new DirectoryNotFoundException($"there is no folder '/{TextEscaping.Escape(name)}'");
        }
    }

    private static string Normalize(string path) => DiskPath.Normalize(Checked(path));

    private static string Checked(string path) =>
        path.Split('/').Any(name => name is "." or "..")
            ? throw new IOException($"the path '{TextEscaping.Escape(path)}' has a relative part; use names only")
            : path;
}

/// <summary>File of a simulated disk as a stream, from the start. Stream helpers of .NET stay on the loop.</summary>
internal sealed class DiskStream(SimulatedFile file, bool isWritable) : Stream
{
    // Helpers of .NET call the stream again without the context of the program that opened it.
    private readonly SynchronizationContext? _program = SynchronizationContext.Current;
    private int _position;

    public override bool CanRead => !isWritable;

    public override bool CanWrite => isWritable;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(StartAsync(buffer, ReadOnceAsync, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        StartAsync(buffer.AsMemory(offset, count), ReadOnceAsync, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(StartAsync(buffer, WriteOnceAsync, cancellationToken));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        StartAsync<ReadOnlyMemory<byte>>(buffer.AsMemory(offset, count), WriteOnceAsync, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        isWritable ? StartAsync(file, FlushOnceAsync, CancellationToken.None) : Task.CompletedTask;

    public override void Flush() => throw Blocking();

    public override int Read(byte[] buffer, int offset, int count) => throw Blocking();

    public override void Write(byte[] buffer, int offset, int count) => throw Blocking();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static NotSupportedException Blocking() => new("A simulated disk cannot block its loop; await the asynchronous call.");

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer)
    {
        int count = await file.ReadAsync(_position, buffer);
        _position += count;
        return count;
    }

    private async ValueTask<int> WriteOnceAsync(ReadOnlyMemory<byte> buffer)
    {
        await file.WriteAsync(_position, buffer);
        _position += buffer.Length;
        return buffer.Length;
    }

    private static async ValueTask<int> FlushOnceAsync(SimulatedFile file)
    {
        await file.FlushAsync();
        return 0;
    }

    private Task<int> StartAsync<T>(T input, Func<T, ValueTask<int>> access, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<int>(cancellationToken);
        }

        LoopSource<int> source = new(null, CancellationToken.None);
        using (new ContextScope(SynchronizationContext.Current ?? _program))
        {
            _ = CompleteAsync(access(input), source);
        }

        return source.Task;
    }

    private static async Task CompleteAsync(ValueTask<int> access, LoopSource<int> source)
    {
        int count;
        try
        {
            count = await access;
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            source.Fail(failure);
            return;
        }

        source.Set(count);
    }
}
