using System.Formats.Tar;
using System.IO.Compression;
using PhenixScaleApp;
using PhenixScaleApp.Minimega;

namespace Conformance.Phenix;

internal static partial class PhenixRun
{
    private const string ArchiveExtension = ".tgz";

    /// <summary>Runs a case. Deletes its folders before the run and keeps them afterwards, for inspection.</summary>
    public static async Task<PhenixResult> RunAsync(PhenixCase testCase, CancellationToken cancellationToken)
    {
        DeleteFolder(testCase.BaseFolder);
        DeleteFolder(testCase.ImagesFolder);
        using MemoryStream input = new(testCase.Input());
        using MemoryStream output = new();
        await using StringWriter error = new();
        RecordingConnector minimega = new();
        int exitCode = await ScaleApp.RunAsync(
            new AppHost
            {
                Args = [.. testCase.Args, "--compat"],
                Environment = testCase.Environment,
                Input = input,
                Output = output,
                Error = error,
                Minimega = minimega,
            },
            cancellationToken
        );
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
        Collect(testCase.BaseFolder, "base", testCase.ImagesFolder, files);
        Collect(testCase.ImagesFolder, "images", "", files);
        return new PhenixResult(exitCode, output.ToArray(), PhenixLog.Read(error.ToString()), minimega.Calls, files);
    }

    private static void DeleteFolder(string folder)
    {
        string path = Path.GetFullPath(folder);
        if (!path.StartsWith("/tmp/", StringComparison.Ordinal) || path.Split('/').Length < 4)
        {
            throw new InvalidDataException($"'{folder}' is not a folder below a folder of /tmp");
        }

        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static void Collect(string folder, string name, string excludedFolder, SortedDictionary<string, byte[]> files)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (excludedFolder.Length > 0 && file.StartsWith($"{excludedFolder}/", StringComparison.Ordinal))
            {
                continue;
            }

            string path = $"{name}/{Path.GetRelativePath(folder, file)}";
            if (file.EndsWith(ArchiveExtension, StringComparison.Ordinal))
            {
                files[$"{path}.members.txt"] = ListMembers(file);
            }
            else
            {
                files[path] = Path.GetFileName(file) == "config.xml" ? MaskPrograms(file) : File.ReadAllBytes(file);
            }
        }
    }

    private static byte[] ListMembers(string archive)
    {
        using FileStream file = File.OpenRead(archive);
        using GZipStream decompressed = new(file, CompressionMode.Decompress);
        using TarReader tar = new(decompressed);
        List<string> names = [];
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.EntryType == TarEntryType.Directory ? $"{entry.Name.TrimEnd('/')}/" : entry.Name);
        }

        names.Sort(StringComparer.Ordinal);
        return Encoding.UTF8.GetBytes(string.Concat(names.Select(name => $"{name}\n")));
    }

    /// <summary>
    /// Replaces programs with placeholders, because they differ from the recorded ones. The step is kept for comparison.
    /// </summary>
    private static byte[] MaskPrograms(string file) =>
        Encoding.UTF8.GetBytes(
            ProgramPattern()
                .Replace(File.ReadAllText(file), match =>
                    StepPattern().Match(match.Value) is { Success: true } step
                        ? $"<![CDATA[@PROGRAM degreePerSecond={step.Groups["step"].Value}@]]>"
                        : "<![CDATA[@PROGRAM@]]>"
                )
        );

    [GeneratedRegex(@"<!\[CDATA\[.*?\]\]>", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex ProgramPattern();

    [GeneratedRegex(@"^step = (?<step>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StepPattern();
}

/// <summary>Records all calls and accepts them, as minimega did when the cases were recorded.</summary>
internal sealed class RecordingConnector : IMinimegaConnector, IMinimegaSession
{
    public List<string> Calls { get; } = [];

    public Task<IMinimegaSession> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        Calls.Add($"connect namespace={name}");
        return Task.FromResult<IMinimegaSession>(this);
    }

    public Task FilterAsync(string filter, CancellationToken cancellationToken)
    {
        Calls.Add($"cc_filter filter={filter}");
        return Task.CompletedTask;
    }

    public Task<int> SendAsync(string path, CancellationToken cancellationToken)
    {
        Calls.Add($"cc_send {path}");
        return Task.FromResult(Calls.Count);
    }

    public Task<int> ExecAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        Calls.Add($"cc_exec {string.Join(' ', words)}");
        return Task.FromResult(Calls.Count);
    }

    public Task<string?> FindResponseAsync(int number, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Parses a log of JSON lines or plain text.</summary>
internal static partial class PhenixLog
{
    public static IReadOnlyList<PhenixLogEntry> Read(string text)
    {
        List<PhenixLogEntry> entries = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("{\"level\"", StringComparison.Ordinal))
            {
                AddJson(entries, line);
            }
            else if (ConsoleLinePattern().Match(line) is { Success: true } match)
            {
                entries.Add(new PhenixLogEntry(match.Groups["level"].Value, match.Groups["message"].Value, ""));
            }
            else if (entries.Count > 0)
            {
                entries[^1] = entries[^1] with { Trace = $"{entries[^1].Trace}{line}\n" };
            }
        }

        return entries;
    }

    private static void AddJson(List<PhenixLogEntry> entries, string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        string message = root.GetProperty("msg").GetString()!;
        bool isTrace = root.TryGetProperty("chunk_type", out _);
        if (isTrace)
        {
            entries[^1] = entries[^1] with { Trace = $"{entries[^1].Trace}{message}\n" };
        }
        else if (root.TryGetProperty("part", out JsonElement part) && part.GetInt32() > 1)
        {
            entries[^1] = entries[^1] with { Message = $"{entries[^1].Message}\n{message}" };
        }
        else
        {
            string trace = root.TryGetProperty("traceback", out JsonElement value) ? value.GetString()! : "";
            entries.Add(new PhenixLogEntry(root.GetProperty("level").GetString()!, message, trace));
        }
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| (?<level>[A-Z]+) *\| (?<message>.*)$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex ConsoleLinePattern();
}
