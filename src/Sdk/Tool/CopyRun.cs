using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Executes a copy on its nodes, several at a time. A file appears at its target only when it is
/// complete.</summary>
/// <param name="content">Files and folders of an upload; null for a download.</param>
internal sealed class CopyRun(CopyRequest request, CopyTree? content, NodeSet nodes, VerbContext context) : IProgress<FileProgress>
{
    private const int MaxConcurrency = 8;
    private const int MaxFilesPerNode = 4;

    private const UnixFileMode ReadBits = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // Without --timeout. A list of files takes less.
    private static readonly TimeSpan MaxCommandTime = TimeSpan.FromHours(1);

    // The target of a download depends on what exists before it.
    private readonly Dictionary<string, string> _targets = nodes.ToDictionary(
        node => node.Name,
        node => request.IsUpload ? request.GetRemotePath() : request.GetLocalPath(node.Name, nodes.Count == 1),
        StringComparer.Ordinal
    );
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CopyNodeOutput> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, string Path), long> _unfinished = [];
    private readonly List<Problem> _problems = [];
    private readonly CreatedFolders _folders = new();
    private long _bytes;
    private int _files;
    private bool _hasFolders = content is { IsFolder: true };

    public async Task<VerbReport> RunAsync(CancellationToken cancellationToken)
    {
        if (request.IsDryRun)
        {
            string text = string.Concat(nodes.Select(node => $"{TextEscaping.Escape(node.Name)}: {Describe(node)}\n"));
            CopyNodeOutput[] planned = [.. nodes.Select(node => new CopyNodeOutput(node.Name, GetShownTarget(node), null, null))];
            return new VerbReport(ExitCode.Done) { Text = text }.With(new CopyOutput(IsDryRun: true, planned), ToolJson.Default.CopyOutput);
        }

        long start = context.Environment.Clock.GetTimestamp();
        context.Progress.Show(() => Describe(context.Environment.Clock.GetElapsedTime(start)));
        ParallelOptions options = new() { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(nodes, options, async (node, token) => await CopyAsync(node, token));
        }
        finally
        {
            _folders.RemoveEmpty();
        }

        TimeSpan elapsed = context.Environment.Clock.GetElapsedTime(start);
        CopyNodeOutput[] results = [.. nodes.Where(node => _results.ContainsKey(node.Name)).Select(node => _results[node.Name])];
        string failures =
            _problems.Count == 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"{nodes.Count - results.Length:N0} of {nodes.Count:N0} failed.\n");
        ILookup<string, Problem> problems = _problems.ToLookup(problem => problem.Source, StringComparer.Ordinal);
        return VerbReport
            .From(nodes.SelectMany(node => problems[node.Name]))
            .With(new CopyOutput(IsDryRun: false, results), ToolJson.Default.CopyOutput) with
        {
            Text = results.Length > 0 ? Summarize(results, elapsed) : "",
            Note = DescribeSharing(results) + failures,
            Nodes = [.. nodes.Select(node => node.Name)],
        };
    }

    /// <summary>Counts the bytes of a file that is being copied.</summary>
    public void Report(FileProgress value)
    {
        lock (_gate)
        {
            _unfinished[(value.Node, value.Path)] = value.ByteCount;
        }
    }

    private async Task CopyAsync(Node node, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = new(request.Timeout ?? Timeout.InfiniteTimeSpan, context.Environment.Clock);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(timeoutSource.Token, cancellationToken);
        try
        {
            RemoteTree remote = new(node, request.Timeout ?? MaxCommandTime);
            CopyTree tree = content is null
                ? await DownloadAsync(node, remote, ending.Token)
                : await UploadAsync(node, content, remote, ending.Token);
            lock (_gate)
            {
                _results[node.Name] = new CopyNodeOutput(
                    node.Name,
                    GetShownTarget(node),
                    tree.Files.Sum(file => file.Length),
                    tree.Files.Count
                );
            }
        }
        catch (ScalewrightException exception)
        {
            Add(exception.Problems.Select(problem => problem with { Source = node.Name }));
        }
        catch (OperationCanceledException) when (timeoutSource.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Add([
                new Problem(
                    ProblemCode.TimedOut,
                    $"the copy did not end within {NodeTimeout.Format(request.Timeout!.Value)}",
                    "give the command again with a longer --timeout"
                )
                {
                    Source = node.Name,
                },
            ]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Add([
                new Problem(
                    ProblemCode.OutputNotWritable,
                    ExceptionText.From(exception),
                    "check the file or folder, its permissions and the space on its disk"
                )
                {
                    Source = node.Name,
                },
            ]);
        }
    }

    private void Add(IEnumerable<Problem> problems)
    {
        lock (_gate)
        {
            _problems.AddRange(problems);
        }
    }

    private async Task<CopyTree> UploadAsync(Node node, CopyTree tree, RemoteTree remote, CancellationToken cancellationToken)
    {
        string target = _targets[node.Name];
        if (tree.IsFolder)
        {
            string root = target.Length == 0 ? "/" : target;
            await remote.CreateFoldersAsync([root, .. tree.Folders.Select(folder => $"{target}/{folder}")], cancellationToken);
        }

        CopyTree copied = await CopyFilesAsync(
            node,
            tree,
            async (file, token) =>
            {
                string path = file.Path.Length == 0 ? request.LocalPath : Path.Join(request.LocalPath, file.Path);
                await using FileStream stream = File.OpenRead(path);
                await node.PutFileAsync(GetPath(target, file), stream, this, token);
                return stream.Length;
            },
            cancellationToken
        );
        await remote.SetExecutableAsync(
            tree.Files.Where(file => file.IsExecutable).Select(file => GetPath(target, file)),
            cancellationToken
        );
        return copied;
    }

    private async Task<CopyTree> DownloadAsync(Node node, RemoteTree remote, CancellationToken cancellationToken)
    {
        string target = _targets[node.Name];
        CopyTree tree = await remote.ReadAsync(request.RemotePath, cancellationToken);
        lock (_gate)
        {
            _hasFolders |= tree.IsFolder;
        }

        string parent = tree.IsFolder ? target : Path.GetDirectoryName(Path.GetFullPath(target))!;
        foreach (string folder in tree.Folders.Prepend(""))
        {
            _folders.Create(Path.Join(parent, folder));
        }

        CopyTree copied = await CopyFilesAsync(
            node,
            tree,
            (file, token) => DownloadAsync(node, file, file.Path.Length == 0 ? target : Path.Join(target, file.Path), token),
            cancellationToken
        );
        _folders.Keep(parent);
        return copied;
    }

    private async Task<long> DownloadAsync(Node node, CopyFile file, string path, CancellationToken cancellationToken)
    {
        string source = GetPath(request.RemotePath, file);
        string unfinished = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetRandomFileName()}.part");
        try
        {
            long bytes;
            await using (FileStream stream = File.Create(unfinished))
            {
                bytes = await node.GetFileAsync(source, stream, this, cancellationToken);
            }

            if (file.IsExecutable && !OperatingSystem.IsWindows())
            {
                // As with chmod +x, the user mask applies: each execute bit is two below its read bit.
                UnixFileMode mode = File.GetUnixFileMode(unfinished);
                File.SetUnixFileMode(unfinished, mode | (UnixFileMode)((int)(mode & ReadBits) >> 2));
            }

            File.Move(unfinished, path, overwrite: true);
            return bytes;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Copies the files of a node, and returns them with their lengths.</summary>
    private async Task<CopyTree> CopyFilesAsync(
        Node node,
        CopyTree tree,
        Func<CopyFile, CancellationToken, Task<long>> copy,
        CancellationToken cancellationToken
    )
    {
        CopyFile[] files = [.. tree.Files];
        ParallelOptions options = new() { MaxDegreeOfParallelism = MaxFilesPerNode, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, files.Length), options, async (index, token) =>
        {
            long length = await copy(files[index], token);
            files[index] = files[index] with { Length = length };
            lock (_gate)
            {
                _unfinished.Remove((node.Name, GetPath(GetRemoteRoot(node), files[index])));
                _bytes += length;
                _files++;
            }
        });
        return tree with { Files = [.. files] };
    }

    private string GetRemoteRoot(Node node) => request.IsUpload ? _targets[node.Name] : request.RemotePath;

    private static string GetPath(string root, CopyFile file) => file.Path.Length == 0 ? root : $"{root}/{file.Path}";

    private string GetShownTarget(Node node) => _targets[node.Name] is { Length: > 0 } target ? target : "/";

    private string Describe(Node node)
    {
        string source = TextEscaping.Escape(request.IsUpload ? request.LocalPath : request.RemotePath);
        string count = content is { IsFolder: true } ? $" ({Pluralizer.FormatGrouped(content.Files.Count, "file")})" : "";
        return $"would copy {source}{count} to {TextEscaping.Escape(GetShownTarget(node))}";
    }

    // Without a file system of its own, each node has the same files.
    private string DescribeSharing(CopyNodeOutput[] results)
    {
        if (request.SharedBy is not { } provider || results.Length < 2)
        {
            return "";
        }

        string effect = request.IsUpload ? "there is one copy, and not one for each node" : "all copies are of the same files";
        return $"note: all nodes of '{provider}' have the file system of this machine: {effect}\n";
    }

    private string Summarize(CopyNodeOutput[] results, TimeSpan elapsed)
    {
        long bytes = results.Sum(result => result.Bytes ?? 0);
        string files = _hasFolders ? $" in {Pluralizer.FormatGrouped(results.Sum(result => result.Files ?? 0), "file")}" : "";
        string rate = ByteText.Format((long)(bytes / Math.Max(elapsed.TotalSeconds, 0.001)));
        string direction = request.IsUpload ? "to" : "from";
        return $"Copied {ByteText.Format(bytes)}{files} {direction} {Pluralizer.FormatGrouped(results.Length, "node")} in "
            + $"{DurationText.Format(elapsed)} ({rate}/s in all).\n";
    }

    private string Describe(TimeSpan elapsed)
    {
        lock (_gate)
        {
            string count = string.Create(
                CultureInfo.InvariantCulture,
                $"{_results.Count:N0} of {Pluralizer.FormatGrouped(nodes.Count, "node")}"
            );
            string files = _hasFolders ? $", {Pluralizer.FormatGrouped(_files, "file")}" : "";
            long bytes = _bytes + _unfinished.Values.Sum();
            long all = nodes.Count * (content?.Files.Sum(file => file.Length) ?? 0);
            return all <= 0
                ? $"copying: {count}{files}, {ByteText.Format(bytes)}, "
                    + DurationText.WithRemaining(elapsed, _results.Count, nodes.Count - _results.Count)
                : $"copying: {count}{files}, {ByteText.Format(bytes)} of {ByteText.Format(all)}, "
                    + $"{Math.Min(100, 100 * bytes / all)} %, "
                    + DurationText.WithRemaining(elapsed, bytes, all - bytes);
        }
    }
}

/// <summary>Folders of this machine that a copy creates. After a failure, those without content are removed.</summary>
internal sealed class CreatedFolders
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);

    /// <summary>Creates a folder and its parents.</summary>
    public void Create(string path)
    {
        lock (_gate)
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            for (string? at = full; at is not null && !Path.Exists(at); at = Path.GetDirectoryName(at))
            {
                _created.Add(at);
            }

            Directory.CreateDirectory(full);
        }
    }

    /// <summary>Keeps a folder, its parents and its content, because a copy to it is complete.</summary>
    public void Keep(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        lock (_gate)
        {
            _created.RemoveWhere(folder => IsWithin(folder, full) || IsWithin(full, folder));
        }
    }

    /// <summary>Removes the created folders that are empty and not kept.</summary>
    public void RemoveEmpty()
    {
        lock (_gate)
        {
            foreach (string folder in _created.OrderByDescending(folder => folder.Length))
            {
                try
                {
                    Directory.Delete(folder);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // It has content, or it was removed.
                }
            }
        }
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
