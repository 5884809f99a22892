using Scalewright.Journals;

namespace Scalewright.Agents.Processes;

/// <summary>Files of this machine.</summary>
public sealed class LocalFiles : INodeFiles
{
    /// <inheritdoc/>
    public ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A pipe would block the agent, and a device never ends.
        if (!IsFile(path))
        {
            string shown = TextEscaping.Escape(path);
            throw new FileNotFoundException(Path.Exists(path) ? $"'{shown}' is not a regular file" : $"there is no file '{shown}'");
        }

        return ValueTask.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <inheritdoc/>
    public ValueTask<Stream> CreateAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<Stream>(new DurableFileStream(path));
    }

    /// <inheritdoc/>
    public ValueTask RenameAsync(string path, string newPath, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        File.Move(path, newPath, overwrite: true);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        File.Delete(path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ValueList<string>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(
            Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToValueList()
        );
    }

    /// <inheritdoc/>
    public ValueTask CreateFolderAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Directory.CreateDirectory(path);
        return ValueTask.CompletedTask;
    }

    /// <summary>True for a regular file. <see cref="File.Exists"/> also accepts pipes and sockets.</summary>
    private static bool IsFile(string path) => File.Exists(path) && !(OperatingSystem.IsLinux() && LocalFileSystem.IsSpecialFile(path));
}

internal sealed class DurableFileStream(string path) : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read)
{
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flush(flushToDisk: true);
        return Task.CompletedTask;
    }
}
