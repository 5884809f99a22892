namespace Scalewright.Files;

/// <summary>
/// A folder that generated files are written to. A file appears whole or not at all: its bytes go to a temporary file in
/// its own folder, which is then renamed. Not thread-safe; buffers are kept from one file to the next.
/// </summary>
public sealed class OutputFolder
{
    private static int _opened;

    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly HashSet<string> _ready = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileSum> _sums = new(StringComparer.Ordinal);

    // Of its own for each: several may be open on one folder at once.
    private readonly string _temporaryName = string.Create(CultureInfo.InvariantCulture, $".scalewright-{Environment.ProcessId}-{Interlocked.Increment(ref _opened)}.tmp");

    private OutputFolder(string path) => FullPath = path;

    /// <summary>The folder as an absolute path.</summary>
    public string FullPath { get; }

    /// <summary>How many files were written.</summary>
    public int FileCount { get; private set; }

    /// <summary>How many bytes were written.</summary>
    public long ByteCount { get; private set; }

    /// <summary>How many files of earlier runs were removed.</summary>
    public int RemovedCount { get; private set; }

    /// <summary>Opens a folder, made when it is not there, and proves that a file can be written into it.</summary>
    /// <param name="path">The folder; relative to the current one.</param>
    /// <exception cref="OutputException">It cannot be written.</exception>
    public static OutputFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFolder folder = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        if (File.Exists(folder.FullPath))
        {
            throw new OutputException($"Folder '{path}'", [new Problem(ProblemCode.OutputFolder, "it is a file", "choose the name of a folder") { Field = Printable.Escape(path) }]);
        }

        try
        {
            folder.MakeReady(folder.FullPath);
            folder.WriteTemporary(folder.FullPath, []);
            File.Delete(folder.TemporaryIn(folder.FullPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, path, e);
        }

        return folder;
    }

    /// <summary>Writes one file to where somebody wants it, in place of one that may be there: whole or not at all.</summary>
    /// <remarks>What has no content that could be lost, as an empty file, a pipe or a device, is written in place, and so is what a link leads to.</remarks>
    /// <param name="path">The file; relative to the current folder. Missing folders are made.</param>
    /// <param name="content">The content.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="OutputException">It cannot be written.</exception>
    public static void WriteFile(string path, byte[] content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(content);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw new OutputException($"File '{path}'", [new Problem(ProblemCode.OutputFolder, "it is a folder", "choose the name of a file") { Field = Printable.Escape(path) }]);
        }

        FileInfo there = new(path);
        if (there.LinkTarget is null && !(there.Exists && there.Length == 0))
        {
            string folder = Path.GetDirectoryName(path) is { Length: > 0 } above ? above : ".";
            Open(folder).Write(Path.GetFileName(path), buffer => buffer.Write(content));
            return;
        }

        try
        {
            File.WriteAllBytes(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, path, e);
        }
    }

    /// <summary>Checks paths before anything is written.</summary>
    /// <param name="paths">Paths below the folder, with <c>/</c>.</param>
    /// <exception cref="OutputException">Some would leave the folder, name one file twice or cannot be files; all problems are told at once.</exception>
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

    /// <summary>Writes a file, in place of one that may be there.</summary>
    /// <param name="path">Path below the folder, with <c>/</c>; missing folders are made.</param>
    /// <param name="write">Writes the content. When it throws, nothing is written.</param>
    /// <param name="cancellationToken">Asked before the file is begun.</param>
    /// <exception cref="OutputException">The path leaves the folder, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the file is as it was.</exception>
    public void Write(string path, Action<IBufferWriter<byte>> write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        cancellationToken.ThrowIfCancellationRequested();
        Check([path]);
        Replace(path, write);
        _sums[path] = FileSum.Of(_buffer.WrittenSpan);
        FileCount++;
        ByteCount += _buffer.WrittenCount;
    }

    /// <summary>
    /// Ends a run: removes files that an earlier run wrote and this one did not, if nobody changed them, and then writes the
    /// list of this run's files, <c>files.sha256</c>.
    /// </summary>
    /// <returns>Warnings: files that were kept because they were changed.</returns>
    /// <exception cref="OutputException">The list cannot be written.</exception>
    public ValueList<Problem> Complete()
    {
        ProblemList problems = new();
        StaleFiles stale = new(FullPath, problems);
        foreach ((string path, FileSum sum) in FileList.Read(FullPath, problems).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (!_sums.ContainsKey(path))
            {
                stale.Remove(path, sum);
            }
        }

        stale.RemoveFolders();
        RemovedCount += stale.RemovedCount;
        _ready.Clear();
        // Behind the removals: a run that ends between them is made good by the next one.
        Replace(FileList.Name, buffer => FileList.Write(_sums, buffer));
        return problems.ToValueList();
    }

    /// <summary>After a run that failed: adds its files to the list, so that a later run knows them. The failure is told by the caller.</summary>
    internal void Remember()
    {
        Dictionary<string, FileSum> all = FileList.Read(FullPath, new ProblemList());
        foreach ((string path, FileSum sum) in _sums)
        {
            all[path] = sum;
        }

        try
        {
            Replace(FileList.Name, buffer => FileList.Write(all, buffer));
        }
        catch (OutputException)
        {
            // The disk refuses more than one file then; the list stays as it was.
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(FullPath, path, e);
        }
    }

    private static OutputException Failure(string folder, string path, Exception e) => new(
        $"Folder '{folder}'",
        [new Problem(ProblemCode.OutputFolder, $"cannot be written: {FaultText.Of(e)}", "choose a folder that can be written, with room in it") { Field = Printable.Escape(path) }],
        e);

    private string TemporaryIn(string folder) => Path.Combine(folder, _temporaryName);

    private void MakeReady(string folder)
    {
        if (_ready.Add(folder))
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>A new file each time: one left over, or a link somebody put there, is removed and never followed.</summary>
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
