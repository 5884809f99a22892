namespace Experiments.Services.Tests.Processes;

/// <summary>A folder in which the program runs as a user would run it, with temporary files of its own.</summary>
internal sealed class ShubFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("shub-").FullName;

    public string Temporary => Directory.CreateDirectory(At("t")).FullName;

    public static string Shipped => Repository.At("samples", "Scalehub", "conf");

    public string At(params string[] names) => Path.Combine([Folder, .. names]);

    public string Nodes() => Path.Combine(Directory.GetDirectories(Temporary, "experiment-*").ShouldHaveSingleItem(), "nodes");

    /// <summary>Starts the shipped experiment for an hour in its own process group, as a shell does.</summary>
    public Process Start(string more, params string[] words)
    {
        string definition = File.ReadAllText(Path.Combine(Shipped, "experiments", "words.yaml"))
            .Replace("duration: 24s", "duration: 1h", StringComparison.Ordinal);

        // Without root the nodes are plain processes, which suffices if there are no links or faults.
        string work = more.Contains("links", StringComparison.Ordinal) ? "{work: sleep}" : "{work: sleep, isolation: processes}";
        File.WriteAllText(At("words.yaml"), $"{definition.Replace("{work: sleep}", work, StringComparison.Ordinal)}\n{more}\n");
        File.WriteAllText(
            At("local.ini"),
            File.ReadAllText(Path.Combine(Shipped, "local.ini")).Replace("experiments/words.yaml", "words.yaml", StringComparison.Ordinal)
        );
        return Process.Start(
            new ProcessStartInfo("setsid", ["dotnet", ShubProgram.Path, "-c", "local.ini", "experiment", "start", .. words])
            {
                WorkingDirectory = Folder,
                Environment = { ["TMPDIR"] = Temporary },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
    }

    public string Run(params string[] words)
    {
        ProgramResult result = Command.Dotnet(
            Folder,
            new Dictionary<string, string> { ["TMPDIR"] = Temporary },
            [ShubProgram.Path, .. words]
        );
        result.ExitCode.ShouldBe(0, $"{result.Output}\n{result.Errors}");
        return result.Output;
    }

    public bool Holds(string file, string text) =>
        Directory
            .EnumerateFiles(Temporary, file, SearchOption.AllDirectories)
            .Any(path => File.ReadAllText(path).Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>The bridge of nodes, which is named after their folder.</summary>
    public static string BridgeOf(string nodes) =>
        $"/sys/class/net/swbr{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(nodes)).AsSpan(0, 4))}";

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
