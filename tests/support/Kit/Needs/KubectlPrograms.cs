namespace Tests.Shared;

public static class KubectlPrograms
{
    /// <summary>Programs by version: the one on the path, and those of <c>SCALEWRIGHT_KUBECTL</c>.</summary>
    public static IReadOnlyDictionary<string, string> Versions { get; } = FindAll();

    public static int MinorOf(string version) => int.Parse(version.Split('.')[1], CultureInfo.InvariantCulture);

    private static Dictionary<string, string> FindAll()
    {
        IEnumerable<string> onPath = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, "kubectl"))
            .Where(File.Exists)
            .Take(1);
        IEnumerable<string> named = (Environment.GetEnvironmentVariable("SCALEWRIGHT_KUBECTL") ?? "").Split(
            ':',
            StringSplitOptions.RemoveEmptyEntries
        );
        return onPath
            .Concat(named)
            .Select(program => (Version: VersionOf(program), Program: program))
            .DistinctBy(one => one.Version)
            .ToDictionary(one => one.Version, one => one.Program, StringComparer.Ordinal);
    }

    private static string VersionOf(string program)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, ["version", "--client", "-o", "json"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        JsonNode version = JsonNode.Parse(text)!["clientVersion"]!;
        return $"{version["major"]}.{version["minor"]!.ToString().TrimEnd('+')}";
    }
}
