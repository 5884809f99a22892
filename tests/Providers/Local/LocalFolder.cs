namespace Local.Tests;

internal sealed class LocalFolder : IDisposable
{
    /// <summary>Tests that run sequentially: they inspect all links, or equal seeds give equal ids.</summary>
    public const string Turns = "files of this machine";

    private string _last = "";
    private int _changeCount;

    public string Path { get; } = Directory.CreateTempSubdirectory("scalewright-local-").FullName;

    public LocalProvider Open(
        LocalIsolation isolation,
        int? diskMiB = null,
        TimeProvider? clock = null,
        ILogger<LocalProvider>? logger = null,
        int seed = 42
    ) =>
        new(
            new LocalOptions
            {
                Isolation = isolation,
                Folder = Path,
                Random = new Random(seed),
                DiskMiB = diskMiB,
                Clock = clock ?? TimeProvider.System,
            },
            logger
        );

    public static string Run(params string[] words)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    /// <summary>Counts changes to the folder and to links, routes, rules and queues; agents write nothing.</summary>
    public int CountChanges()
    {
        string now = string.Join(
            '\n',
            Directory
                .EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(static path => $"{path} {File.GetLastWriteTimeUtc(path):O}")
                .Concat(Namespaces().Select(Describe))
        );
        _changeCount += now == _last ? 0 : 1;
        _last = now;
        return _changeCount;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string Describe(string name) =>
        Run("ip", "netns", "exec", name, "sh", "-c", "ip -o link; ip route; tc qdisc; ! command -v iptables >/dev/null || iptables -w -S");

    private IEnumerable<string> Namespaces() =>
        Directory
            .EnumerateDirectories(Path, "*", SearchOption.AllDirectories)
            .Select(static path => System.IO.Path.GetFileName(path))
            .Where(static name => File.Exists($"/run/netns/{name}"))
            .Order(StringComparer.Ordinal);
}
