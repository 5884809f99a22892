using PhenixScaleApp;
using PhenixScaleApp.Minimega;

namespace Samples.Tests.PhenixScaleApp;

/// <summary>Runs the app in this process, in a folder of its own.</summary>
internal sealed class AppRun : IDisposable
{
    private static int _number;

    /// <summary>A folder for one test.</summary>
    public AppRun()
    {
        // A bridge is called after it: 15 bytes at most.
        Name = $"x{Environment.ProcessId:x}-{Interlocked.Increment(ref _number):x}";
        Folder = Directory.CreateTempSubdirectory("scale-app").FullName;
    }

    /// <summary>Name of the experiment.</summary>
    public string Name { get; }

    /// <summary>The test's folder.</summary>
    public string Folder { get; }

    /// <summary>The experiment's folder.</summary>
    public string BaseFolder => Path.Combine(Folder, "base");

    /// <summary>The folder of the scripts in a dry run.</summary>
    public string Images => Path.Combine("/tmp/phenix/images", Name);

    /// <summary>Environment variables beside those of every run.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Standard error of the last run.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Standard output of the last run.</summary>
    public string Output { get; private set; } = "";

    /// <summary>An experiment with profiles in JSON.</summary>
    public string Experiment(string profiles, string nodes = "[]", string vlans = "{}") => $$$"""
        {"spec": {"experimentName": "{{{Name}}}", "baseDir": "{{{BaseFolder}}}",
          "scenario": {"apps": [{"name": "scale", "metadata": {"profiles": [{{{profiles}}}]}}]},
          "topology": {"nodes": {{{nodes}}} }}, "status": {"vlans": {{{vlans}}} } }
        """;

    /// <summary>Runs the app and gives its exit code.</summary>
    public async Task<int> RunAsync(string input, IMinimegaConnector? minimega, params string[] args)
    {
        using MemoryStream output = new();
        await using StringWriter error = new();
        int exitCode = await ScaleApp.RunAsync(
            new AppHost
            {
                Args = args,
                Environment = new Dictionary<string, string>(Variables, StringComparer.Ordinal) { ["PHENIX_DIR"] = Folder, ["PHENIX_LOG_FILE"] = Variables.GetValueOrDefault("PHENIX_LOG_FILE", "") },
                Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
                Output = output,
                Error = error,
                Minimega = minimega ?? new SocketConnector(Path.Combine(Folder, "nobody-listens")),
            },
            CancellationToken.None);
        (Output, Error) = (Encoding.UTF8.GetString(output.ToArray()), error.ToString());
        return exitCode;
    }

    /// <summary>Host names of the nodes in the output.</summary>
    public string[] Hostnames()
    {
        using JsonDocument document = JsonDocument.Parse(Output);
        return [.. document.RootElement.GetProperty("spec").GetProperty("topology").GetProperty("nodes").EnumerateArray()
            .Select(node => node.GetProperty("general").GetProperty("hostname").GetString()!)];
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        if (Directory.Exists(Images))
        {
            Directory.Delete(Images, recursive: true);
        }
    }
}
