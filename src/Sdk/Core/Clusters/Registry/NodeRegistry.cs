using System.Text.Json.Serialization;
using Scalewright.Clusters.Selection;
using Scalewright.Journals;

namespace Scalewright.Clusters.Registry;

/// <summary>
/// Register of nodes and partitions in a folder that several programs share. Each change is made under a lock and is
/// written to disk atomically before the call returns.
/// </summary>
/// <param name="folder">Folder of the register; created when missing.</param>
/// <param name="files">File system of the folder.</param>
/// <param name="clock">Time source for the lock timeout.</param>
public sealed class NodeRegistry(string folder, IFileSystem files, TimeProvider clock)
{
    private const string StateName = "register.json";
    private const string LockName = "register.lock";
    private const string Advice = "put a copy back, or move it away and register the nodes again";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Maximum time to wait for the lock of another program. Default 10 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads the register.</summary>
    /// <exception cref="ClusterException">The file is damaged or of another version.</exception>
    /// <exception cref="FileSystemException">The disk failed.</exception>
    public NodeRegistryState Read() => Has(StateName) ? Parse(ReadAll(StateName)) : NodeRegistryState.Empty;

    /// <summary>Changes the register.</summary>
    /// <param name="change">Returns the new state. Nothing is written if it throws or changes nothing.</param>
    /// <param name="cancellationToken">Cancels the wait for the lock.</param>
    /// <returns>The new state.</returns>
    /// <exception cref="ClusterException">Another program holds the lock, or the file is damaged or of another
    /// version.</exception>
    /// <exception cref="FileSystemException">The disk failed; the state is the old or the new one.</exception>
    public async Task<NodeRegistryState> UpdateAsync(
        Func<NodeRegistryState, NodeRegistryState> change,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        files.CreateFolder(folder);
        using IFile held = await LockAsync(cancellationToken);
        NodeRegistryState before = Read();
        NodeRegistryState after = change(before);
        if (after != before)
        {
            await WriteAsync(after);
        }

        return after;
    }

    private async Task<IFile> LockAsync(CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        while (true)
        {
            IFile file = files.Open(GetPath(LockName), FileOpenMode.AppendOrCreate);
            if (file.TryLock() != LockOutcome.Busy)
            {
                return file;
            }

            file.Dispose();
            if (clock.GetElapsedTime(start) >= LockTimeout)
            {
                throw Rejection(
                    ProblemCode.StateLocked,
                    string.Create(CultureInfo.InvariantCulture, $"another program has kept the lock for {LockTimeout.TotalSeconds:0.#} s"),
                    "wait until it releases the lock, or increase LockTimeout"
                );
            }

            await Task.Delay(PollInterval, clock, cancellationToken);
        }
    }

    private async Task WriteAsync(NodeRegistryState state)
    {
        const string Temporary = StateName + ".tmp";
        if (Has(Temporary))
        {
            files.Delete(GetPath(Temporary));
        }

        using (IFile file = files.Open(GetPath(Temporary), FileOpenMode.CreateNew))
        {
            file.AppendAll(JsonSerializer.SerializeToUtf8Bytes(NodeRegistryFile.From(state), NodeRegistryJson.Default.NodeRegistryFile));
            await file.FlushAsync();
        }

        files.Rename(GetPath(Temporary), GetPath(StateName));
        await files.FlushFolderAsync(folder);
    }

    private NodeRegistryState Parse(byte[] text)
    {
        try
        {
            NodeRegistryFile? file = JsonSerializer.Deserialize(text, NodeRegistryJson.Default.NodeRegistryFile);
            return file switch
            {
                null => throw Rejection(ProblemCode.StateCorrupt, "the file holds null", Advice),
                { Version: > NodeRegistryFile.CurrentVersion } => throw Rejection(
                    ProblemCode.UnsupportedStateVersion,
                    $"the file is of version {file.Version}, this program knows {NodeRegistryFile.CurrentVersion}",
                    "use a newer program"
                ),
                { Version: < 1 } => throw Rejection(ProblemCode.StateCorrupt, $"the file is of version {file.Version}", Advice),
                _ when file.FindProblem() is { } fault => throw Rejection(ProblemCode.StateCorrupt, fault, Advice),
                _ => file.ToState(),
            };
        }
        catch (JsonException exception)
        {
            throw Rejection(ProblemCode.StateCorrupt, TextEscaping.Escape(exception.Message), Advice);
        }
    }

    private ClusterException Rejection(ProblemCode code, string found, string advice) =>
        ClusterException.OfFolder(folder, new Problem(code, found, advice) { Source = GetPath(StateName) });

    private byte[] ReadAll(string name)
    {
        using IFile file = files.Open(GetPath(name), FileOpenMode.Read);
        byte[] bytes = new byte[file.Length];
        return bytes[..file.ReadFully(0, bytes)];
    }

    private bool Has(string name)
    {
        try
        {
            return files.List(folder).Contains(name, StringComparer.Ordinal);
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.NotFound)
        {
            return false;
        }
    }

    private string GetPath(string name) => Path.Combine(folder, name);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(NodeRegistryFile))]
[JsonSerializable(typeof(FactValue))]
internal sealed partial class NodeRegistryJson : JsonSerializerContext;
