using PhenixScaleApp;
using PhenixScaleApp.Minimega;

namespace Samples.Tests.PhenixScaleApp;

internal sealed class AppRun : IDisposable
{
    private static int _number;

    public AppRun()
    {
        // A bridge gets this name: 15 bytes at most.
        Name = $"x{Environment.ProcessId:x}-{Interlocked.Increment(ref _number):x}";
        Folder = Directory.CreateTempSubdirectory("scale-app").FullName;
    }

    public string Name { get; }

    public string Folder { get; }

    public string BaseFolder => Path.Combine(Folder, "base");

    public string Images => Path.Combine("/tmp/phenix/images", Name);

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string Error { get; private set; } = "";

    public string Output { get; private set; } = "";

    public string Experiment(string profiles, string nodes = "[]", string vlans = "{}") =>
        $$$"""
            {"spec": {"experimentName": "{{{Name}}}", "baseDir": "{{{BaseFolder}}}",
              "scenario": {"apps": [{"name": "scale", "metadata": {"profiles": [{{{profiles}}}]}}]},
              "topology": {"nodes": {{{nodes}}} }}, "status": {"vlans": {{{vlans}}} } }
            """;

    public async Task<int> RunAsync(string input, IMinimegaConnector? minimega, params string[] args)
    {
        using MemoryStream output = new();
        await using StringWriter error = new();
        int exitCode = await ScaleApp.RunAsync(
            new AppHost
            {
                Args = args,
                Environment = new Dictionary<string, string>(Variables, StringComparer.Ordinal)
                {
                    ["PHENIX_DIR"] = Folder,
                    ["PHENIX_LOG_FILE"] = Variables.GetValueOrDefault("PHENIX_LOG_FILE", ""),
                },
                Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
                Output = output,
                Error = error,
                Minimega = minimega ?? new SocketConnector(Path.Combine(Folder, "nobody-listens")),
            },
            CancellationToken.None
        );
        (Output, Error) = (Encoding.UTF8.GetString(output.ToArray()), error.ToString());
        return exitCode;
    }

    public string[] Hostnames()
    {
        using JsonDocument document = JsonDocument.Parse(Output);
        return
        [
            .. document
                .RootElement.GetProperty("spec")
                .GetProperty("topology")
                .GetProperty("nodes")
                .EnumerateArray()
                .Select(node => node.GetProperty("general").GetProperty("hostname").GetString()!),
        ];
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
