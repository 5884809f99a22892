using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Kubernetes.Tests;

/// <summary>The real kubectl, of whatever version this machine has, with a home of its own.</summary>
internal sealed class Kubectl : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Uri _server;
    private readonly string _home = Directory.CreateTempSubdirectory("kubectl").FullName;

    private Kubectl(Uri server) => _server = server;

    public static string? MissingReason { get; } = Find() is null ? "kubectl is not on the path; install kubernetes-client" : null;

    // Kubernetes 1.31, release notes: kubectl enters pods over WebSockets.
    public static string? MissingWebSockets { get; } = MissingReason is null && Minor() < 31 ? "this kubectl enters pods by SPDY; 1.31 and later do so over WebSockets" : null;

    /// <summary>A kubectl for one cluster.</summary>
    /// <param name="server">Where that answers.</param>
    public static Kubectl For(Uri server) => new(server);

    /// <summary>A file with text in it, for kubectl to read.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(_home, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using Process process = Start(words);
        using CancellationTokenSource late = new(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(late.Token);
        await process.WaitForExitAsync(late.Token);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs it to its end, which must be a good one.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> ExpectAsync(params string[] words)
    {
        (int code, string output, string error) = await RunAsync(words);
        code.ShouldBe(0, $"kubectl {string.Join(' ', words)}: {error}");
        return output;
    }

    /// <summary>Begins to run it; it is the caller's to end.</summary>
    public Process Start(params string[] words)
    {
        ProcessStartInfo start = new(Find()!, ["--server", _server.ToString(), .. words]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["HOME"] = _home;
        start.Environment["KUBECONFIG"] = Path.Combine(_home, "none");
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_home, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static int Minor()
    {
        using Process process = Process.Start(new ProcessStartInfo(Find()!, ["version", "--client", "-o", "json"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string minor = JsonNode.Parse(text)!["clientVersion"]!["minor"]!.ToString();
        return int.Parse(minor.TrimEnd('+'), CultureInfo.InvariantCulture);
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);
}
