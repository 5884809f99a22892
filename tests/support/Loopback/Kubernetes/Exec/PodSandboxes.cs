using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Loopback.Kubernetes.Exec;

/// <summary>Runs pods as namespaces of mounts and processes with their own <c>/tmp</c>.</summary>
/// <param name="image">A folder of programs that all pods have.</param>
internal sealed class PodSandboxes(string image) : IAsyncDisposable
{
    // $1: the pod's folder; $2: the image. The script exits with the server, which holds its standard input open.
    private const string Hold = """
        mkdir -p "$1/image" && { [ -z "$2" ] || mount --bind "$2" "$1/image"; } && mount --rbind "$1" /tmp && echo ready && exec cat >/dev/null
        """;

    // Container runtimes report a missing program differently from one that fails.
    private const string Start = "command -v -- \"$1\" >/dev/null || exit 251; exec \"$@\"";

    private const int DeletionsMax = 200;
    private static readonly TimeSpan DeletionPause = TimeSpan.FromMilliseconds(50);

    private readonly string _root = Directory.CreateTempSubdirectory("kubernetes-loopback-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<Task<Process>>> _pods = new(StringComparer.Ordinal);

    public static int MissingCode => 251;

    public async Task<Process> StartAsync(string uid, IReadOnlyList<string> words)
    {
        Process pod = await _pods.GetOrAdd(uid, one => new Lazy<Task<Process>>(() => MakeAsync(one))).Value;
        string entry = $"/proc/{pod.Id}/ns";
        ProcessStartInfo start = Piped(
            "nsenter",
            [$"--mount={entry}/mnt", $"--pid={entry}/pid_for_children", "--", "sh", "-c", Start, "sh", .. words]
        );
        start.Environment["PATH"] = $"/tmp/image:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = "/tmp";
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return Process.Start(start)!;
    }

    public void End(string uid)
    {
        if (_pods.TryRemove(uid, out Lazy<Task<Process>>? pod) && pod.IsValueCreated && pod.Value.IsCompletedSuccessfully)
        {
            pod.Value.Result.Kill();
            pod.Value.Result.WaitForExit();
            pod.Value.Result.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string uid in _pods.Keys)
        {
            End(uid);
        }

        // Killed processes may write until the kernel has ended them.
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(_root, recursive: true);
                return;
            }
            catch (IOException) when (attempt < DeletionsMax)
            {
                await Task.Delay(DeletionPause, TimeProvider.System);
            }
        }
    }

    private static ProcessStartInfo Piped(string program, string[] words) =>
        new(program, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };

    private async Task<Process> MakeAsync(string uid)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, uid)).FullName;
        Process pod = Process.Start(
            Piped("unshare", ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--", "sh", "-c", Hold, "sh", folder, image])
        )!;
        if (await pod.StandardOutput.ReadLineAsync() == "ready")
        {
            return pod;
        }

        throw new InvalidOperationException($"a pod needs namespaces: {await pod.StandardError.ReadToEndAsync()}");
    }
}
