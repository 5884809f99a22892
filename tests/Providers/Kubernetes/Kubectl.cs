namespace Kubernetes.Tests;

internal sealed class Kubectl : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Kubernetes 1.29 release notes: kubectl executes commands over WebSockets if this variable is set.
    private const string WayVariable = "KUBECTL_REMOTE_COMMAND_WEBSOCKETS";
    private const int WebSocketMinor = 29;
    private readonly string _program;
    private readonly Uri _server;
    private readonly string _home = Directory.CreateTempSubdirectory("kubectl").FullName;

    private Kubectl(string program, Uri server)
    {
        (_program, _server) = (program, server);

        // Older versions warn about a missing file.
        File.WriteAllText(Config, "apiVersion: v1\nkind: Config\n");
    }

    private string Config => Path.Combine(_home, "config");

    public static IReadOnlyList<KubectlTransport> WaysOf(string version) =>
        KubectlPrograms.MinorOf(version) >= WebSocketMinor ? [KubectlTransport.Spdy, KubectlTransport.WebSockets] : [KubectlTransport.Spdy];

    /// <summary>Exec protocol; null is the default of kubectl.</summary>
    public KubectlTransport? Way { get; init; }

    public static Kubectl For(string version, Uri server, KubectlTransport? way = null) =>
        new(KubectlPrograms.Versions[version], server) { Way = way };

    public string Write(string name, string text)
    {
        string path = Path.Combine(_home, name);
        File.WriteAllText(path, text);
        return path;
    }

    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using Process process = Start(words);
        using CancellationTokenSource late = new(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(late.Token);
        await process.WaitForExitAsync(late.Token);
        return (process.ExitCode, await output, await error);
    }

    public async Task<string> ExpectAsync(params string[] words)
    {
        (int code, string output, string error) = await RunAsync(words);
        code.ShouldBe(0, $"kubectl {string.Join(' ', words)}: {error}");
        return output;
    }

    public async Task<byte[]> PipeAsync(ReadOnlyMemory<byte> input, params string[] words)
    {
        using Process process = Open(words);
        using CancellationTokenSource late = new(Patience);
        Task<byte[]> saying = ReadAllAsync(process.StandardOutput.BaseStream, late.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(late.Token);
        await process.StandardInput.BaseStream.WriteAsync(input, late.Token);
        process.StandardInput.Close();
        byte[] said = await saying;
        await process.WaitForExitAsync(late.Token);
        process.ExitCode.ShouldBe(0, $"kubectl {string.Join(' ', words)}: {await error}");
        return said;
    }

    /// <summary>Starts the command without standard input. The caller owns the process.</summary>
    public Process Start(params string[] words)
    {
        Process process = Open(words);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Starts the command. The caller owns the process.</summary>
    public Process Open(params string[] words)
    {
        ProcessStartInfo start = new(_program, ["--server", _server.ToString(), .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = _home;
        start.Environment["KUBECONFIG"] = Config;
        if (Way is { } way)
        {
            start.Environment[WayVariable] = way == KubectlTransport.WebSockets ? "true" : "false";
        }

        return Process.Start(start)!;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_home, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        await stream.CopyToAsync(all, cancellationToken);
        return all.ToArray();
    }
}
