using System.Collections.Concurrent;
using System.ComponentModel;
using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

/// <summary>
/// Runs the programs of pods of Jobs as processes of this machine. Paths of mounted config maps are replaced in their
/// arguments, because the processes have the files of the machine.
/// </summary>
internal sealed class PodPrograms(ObjectStore store, PodLogs logs) : IAsyncDisposable
{
    // Exit code of containerd for a program that cannot be started.
    private const int NotStartedCode = 128;
    private const string NotStarted =
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";
    private const string JobLabel = "batch.kubernetes.io/job-name";
    private readonly string _root = Directory.CreateTempSubdirectory("kubernetes-programs-").FullName;
    private readonly ConcurrentDictionary<string, Program> _programs = new(StringComparer.Ordinal);

    public bool Has(string uid) => _programs.ContainsKey(uid);

    /// <returns>Null if the program runs, or the pod has none.</returns>
    public int? FindEnd(string uid) =>
        _programs.TryGetValue(uid, out Program? program) && program.End.IsCompleted ? program.End.Result : null;

    /// <summary>Returns why the program could not be started; null if it was.</summary>
    public string? FindFault(string uid) => _programs.GetValueOrDefault(uid)?.Fault;

    /// <summary>Returns the name of a config map that the pod needs and that does not exist.</summary>
    public string? FindMissingInput(JsonObject pod) => MapsOf(pod).Select(map => map.Name).FirstOrDefault(name => Find(pod, name) is null);

    /// <returns>Whether the pod belongs to a Job.</returns>
    public bool Start(JsonObject pod)
    {
        if (pod.Text("metadata", "labels", JobLabel).Length == 0)
        {
            return false;
        }

        string uid = pod.Text("metadata", "uid");
        JsonObject container = pod.Items("spec", "containers").First();
        _programs[uid] = Start(pod, container, Mount(pod, uid));
        return true;
    }

    public void Kill(string uid)
    {
        if (_programs.TryGetValue(uid, out Program? program) && !program.End.IsCompleted)
        {
            program.Process?.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((string uid, Program program) in _programs)
        {
            Kill(uid);
            await program.End;
            program.Process?.Dispose();
        }

        Directory.Delete(_root, recursive: true);
    }

    private static IEnumerable<(string Volume, string Name)> MapsOf(JsonObject pod) =>
        pod.Items("spec", "volumes")
            .Where(volume => volume.At("configMap") is not null && volume.Text("configMap", "optional") != "true")
            .Select(volume => (volume.Text("name"), volume.Text("configMap", "name")));

    private static string Replace(string word, IReadOnlyDictionary<string, string> mounts) =>
        mounts
            .Where(mount => word == mount.Key || word.StartsWith($"{mount.Key}/", StringComparison.Ordinal))
            .Select(mount => mount.Value + word[mount.Key.Length..])
            .FirstOrDefault(word);

    private static string ValueOf(JsonObject variable, JsonObject pod) =>
        variable.Text("valueFrom", "fieldRef", "fieldPath") switch
        {
            "" => variable.Text("value"),
            var path when path.Split('\'') is [var map, var key, ..] => pod.Text([.. map.TrimEnd('[').Split('.'), key]),
            var path => pod.Text(path.Split('.')),
        };

    private JsonObject? Find(JsonObject pod, string map) =>
        store.Find(new ObjectKey(ResourceKind.Of("configmaps"), pod.Text("metadata", "namespace"), map));

    /// <summary>Writes the mounted config maps, and returns their folders by mount path.</summary>
    private Dictionary<string, string> Mount(JsonObject pod, string uid)
    {
        Dictionary<string, string> mounts = new(StringComparer.Ordinal);
        foreach ((string volume, string name) in MapsOf(pod))
        {
            string folder = Directory.CreateDirectory(Path.Combine(_root, uid, volume)).FullName;
            foreach ((string file, JsonNode? text) in Find(pod, name).At("data") as JsonObject ?? [])
            {
                File.WriteAllText(Path.Combine(folder, file), text?.ToString());
            }

            foreach (
                JsonObject mount in pod.Items("spec", "containers")
                    .SelectMany(one => one.Items("volumeMounts"))
                    .Where(mount => mount.Text("name") == volume)
            )
            {
                mounts[mount.Text("mountPath").TrimEnd('/')] = folder;
            }
        }

        return mounts;
    }

    private Program Start(JsonObject pod, JsonObject container, IReadOnlyDictionary<string, string> mounts)
    {
        string[] words =
        [
            .. new[] { "command", "args" }
                .SelectMany(field => container[field] as JsonArray ?? [])
                .Select(word => Replace(word?.ToString() ?? "", mounts)),
        ];
        string directory = container.Text("workingDir") is { Length: > 0 } given ? given : "/";
        ProcessStartInfo start = new(words.FirstOrDefault(""), words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = directory,
        };
        start.Environment["HOSTNAME"] = pod.Text("spec", "hostname") is { Length: > 0 } host ? host : pod.Text("metadata", "name");
        foreach (JsonObject variable in container.Items("env"))
        {
            start.Environment[variable.Text("name")] = ValueOf(variable, pod);
        }

        (string uid, string name) = (pod.Text("metadata", "uid"), container.Text("name"));
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return new Program(process, FollowAsync(process, uid, name));
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException)
        {
            logs.End(uid);
            string program = words.FirstOrDefault("");
            string reason = program.Contains('/') ? "no such file or directory" : "executable file not found in $PATH";
            return new Program(null, Task.FromResult(NotStartedCode)) { Fault = $"{NotStarted}exec: \"{program}\": {reason}: unknown" };
        }
    }

    private async Task<int> FollowAsync(Process process, string uid, string container)
    {
        await Task.WhenAll(CopyAsync(process.StandardOutput, uid, container), CopyAsync(process.StandardError, uid, container));
        await process.WaitForExitAsync();
        logs.End(uid);
        return process.ExitCode;
    }

    private async Task CopyAsync(StreamReader lines, string uid, string container)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            logs.Add(uid, container, line);
        }
    }

    private sealed record Program(Process? Process, Task<int> End)
    {
        public string? Fault { get; init; }
    }
}
