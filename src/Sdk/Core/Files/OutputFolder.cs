using System.Security.Cryptography;

namespace Scalewright.Files;

/// <summary>
/// Output folder for generated files. Each file is written atomically: to a temporary file in the same folder, which is
/// then renamed. Not thread-safe; buffers are reused between files.
/// </summary>
public sealed class OutputFolder
{
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly HashSet<string> _ready = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDigest> _sums = new(StringComparer.Ordinal);

    // Unique for each instance, because several may be open on one folder at the same time. Process IDs are not unique:
    // several containers or machines can share the folder.
    private readonly string _temporaryName = $".scalewright-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp";

    private OutputFolder(string path) => FullPath = path;

    /// <summary>Absolute path of the folder.</summary>
    public string FullPath { get; }

    /// <summary>Number of files written.</summary>
    public int FileCount { get; private set; }

    /// <summary>Number of bytes written.</summary>
    public long ByteCount { get; private set; }

    /// <summary>Number of files of earlier runs that were removed.</summary>
    public int RemovedCount { get; private set; }

    /// <summary>Opens a folder, creating it if necessary, and verifies that a file can be written to it.</summary>
    /// <param name="path">Path of the folder, absolute or relative to the current directory.</param>
    /// <exception cref="OutputException">The folder cannot be written to.</exception>
    public static OutputFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFolder folder = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        if (File.Exists(folder.FullPath))
        {
            throw new OutputException(
                $"Folder '{path}'",
                [
                    new Problem(ProblemCode.OutputNotWritable, "it is a file", "choose the name of a folder")
                    {
                        Field = TextEscaping.Escape(path),
                    },
                ]
            );
        }

        try
        {
            folder.MakeReady(folder.FullPath);
            folder.WriteTemporary(folder.FullPath, []);
            File.Delete(folder.TemporaryIn(folder.FullPath));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, path, exception);
        }

        return folder;
    }

    /// <summary>Writes one file atomically. Replaces an existing file.</summary>
    /// <remarks>
    /// Empty files, pipes and devices have no content that could be lost and are written in place. Links are followed
    /// and their target is written in place.
    /// </remarks>
    /// <param name="path">Path of the file, relative to the current directory. Missing folders are created.</param>
    /// <param name="content">Content of the file.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static void WriteFile(string path, byte[] content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(content);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw new OutputException(
                $"File '{path}'",
                [
                    new Problem(ProblemCode.OutputNotWritable, "it is a folder", "choose the name of a file")
                    {
                        Field = TextEscaping.Escape(path),
                    },
                ]
            );
        }

        FileInfo existing = new(path);
        if (existing.LinkTarget is null && !(existing.Exists && existing.Length == 0))
        {
            string folder = Path.GetDirectoryName(path) is { Length: > 0 } above ? above : ".";
            Open(folder).Write(Path.GetFileName(path), buffer => buffer.Write(content));
            return;
        }

        try
        {
            File.WriteAllBytes(path, content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, path, exception);
        }
    }

    /// <summary>Validates paths before anything is written.</summary>
    /// <param name="paths">Paths relative to the folder, separated by <c>/</c>.</param>
    /// <exception cref="OutputException">A path leaves the folder, names a file twice or cannot be a file. All problems
    /// are reported together.</exception>
    public void Check(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ProblemList problems = new();
        OutputPaths rules = new(FullPath, problems);
        foreach (string path in paths)
        {
            rules.Check(path);
        }

        rules.CheckTogether();
        if (problems.HasErrors)
        {
            throw new OutputException($"Folder '{FullPath}'", problems.ToValueList());
        }
    }

    /// <summary>Writes a file. Replaces an existing file.</summary>
    /// <param name="path">Path relative to the folder, separated by <c>/</c>. Missing folders are created.</param>
    /// <param name="write">Writes the content. Nothing is written to disk when it throws.</param>
    /// <param name="cancellationToken">Cancels the call before the file is written.</param>
    /// <exception cref="OutputException">The path leaves the folder, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled. The file is unchanged.</exception>
    public void Write(string path, Action<IBufferWriter<byte>> write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        cancellationToken.ThrowIfCancellationRequested();
        Check([path]);
        Replace(path, write);
        _sums[path] = FileDigest.Compute(_buffer.WrittenSpan);
        FileCount++;
        ByteCount += _buffer.WrittenCount;
    }

    /// <summary>
    /// Completes a run: removes unchanged files that an earlier run wrote and this one did not, and then writes the
    /// list of this run's files, <c>files.sha256</c>.
    /// </summary>
    /// <returns>Warnings for files that were kept because they were changed.</returns>
    /// <exception cref="OutputException">The list cannot be written.</exception>
    public ValueList<Problem> Complete()
    {
        ProblemList problems = new();
        StaleFileCleanup stale = new(FullPath, problems);
        foreach ((string path, FileDigest sum) in ChecksumFile.Read(FullPath, problems).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (!_sums.ContainsKey(path))
            {
                stale.Remove(path, sum);
            }
        }

        stale.RemoveFolders();
        RemovedCount += stale.RemovedCount;
        _ready.Clear();
        // Written after the removals, so that the next run completes them if the process ends early.
        Replace(ChecksumFile.Name, buffer => ChecksumFile.Write(_sums, buffer));
        return problems.ToValueList();
    }

    /// <summary>Adds the written files to the list after a failed run, which the caller reports.</summary>
    internal void Remember()
    {
        Dictionary<string, FileDigest> all = ChecksumFile.Read(FullPath, new ProblemList());
        foreach ((string path, FileDigest sum) in _sums)
        {
            all[path] = sum;
        }

        try
        {
            Replace(ChecksumFile.Name, buffer => ChecksumFile.Write(all, buffer));
        }
        catch (OutputException)
        {
            // The disk probably refuses all writes; the list stays unchanged.
        }
    }

    private void Replace(string path, Action<IBufferWriter<byte>> write)
    {
        _buffer.ResetWrittenCount();
        write(_buffer);
        string file = Path.Combine(FullPath, path);
        string folder = Path.GetDirectoryName(file) ?? FullPath;
        try
        {
            MakeReady(folder);
            WriteTemporary(folder, _buffer.WrittenSpan);
            Publish(folder, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(FullPath, path, exception);
        }
    }

    private static OutputException Failure(string folder, string path, Exception e) =>
        new(
            $"Folder '{folder}'",
            [
                new Problem(
                    ProblemCode.OutputNotWritable,
                    $"cannot be written: {ExceptionText.From(e)}",
                    "choose a writable folder with enough free space"
                )
                {
                    Field = TextEscaping.Escape(path),
                },
            ],
            e
        );

    private string TemporaryIn(string folder) => Path.Combine(folder, _temporaryName);

    private void MakeReady(string folder)
    {
        if (_ready.Add(folder))
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>Always creates a new file: removes a leftover file or a planted link instead of following it.</summary>
    private void WriteTemporary(string folder, ReadOnlySpan<byte> content)
    {
        string temporary = TemporaryIn(folder);
        File.Delete(temporary);
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(handle, content, fileOffset: 0);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private void Publish(string folder, string file)
    {
        string temporary = TemporaryIn(folder);
        try
        {
            File.Move(temporary, file, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
