using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

/// <summary>The image <c>no-such-image</c> does not exist.</summary>
internal sealed class Kubelets(ObjectStore store, EventLog events, KubernetesServerOptions options)
{
    private readonly Dictionary<string, DateTimeOffset> _begun = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _ending = new(StringComparer.Ordinal);
    private int _addresses;

    /// <summary>Called with the uid of a pod.</summary>
    public Action<string> Stopped { get; init; } = static _ => { };

    /// <summary>Called with the uid of a pod, a container of it, and its first log line: image and program.</summary>
    public Action<string, string, string> Started { get; init; } = static (_, _, _) => { };

    public void Step()
    {
        DateTimeOffset now = store.Clock.GetUtcNow();
        List<JsonObject> pods = store.List(ResourceKind.Pods);
        foreach (JsonObject pod in pods.Where(pod => pod.Text("spec", "nodeName").Length > 0))
        {
            Step(new ObjectKey(ResourceKind.Pods, pod.Text("metadata", "namespace"), pod.Text("metadata", "name")), pod, now);
        }

        // A pod that was deleted without grace is noticed only by its absence.
        HashSet<string> there = [.. pods.Select(pod => pod.Text("metadata", "uid"))];
        foreach (string uid in _begun.Keys.Where(uid => !there.Contains(uid)).ToArray())
        {
            Forget(uid);
        }
    }

    private static bool IsMissing(JsonObject container) => container.Text("image").Contains("no-such-image", StringComparison.Ordinal);

    private void Step(ObjectKey key, JsonObject pod, DateTimeOffset now)
    {
        string uid = pod.Text("metadata", "uid");
        if (pod.At("metadata", "deletionTimestamp") is not null)
        {
            End(key, pod, uid, now);
        }
        else if (!_begun.TryGetValue(uid, out DateTimeOffset begun))
        {
            _begun[uid] = now;
        }
        else if (pod.Text("status", "phase") == "Pending" && pod.At("status", "containerStatuses") is null && now - begun >= options.StartDelay)
        {
            Start(key, pod, now);
        }
    }

    private void End(ObjectKey key, JsonObject pod, string uid, DateTimeOffset now)
    {
        TimeSpan grace = TimeSpan.FromSeconds(pod.Number("metadata", "deletionGracePeriodSeconds") ?? 0);
        DateTimeOffset since = _ending.TryGetValue(uid, out DateTimeOffset noted) ? noted : _ending[uid] = now;
        bool isHandled = pod.Items("spec", "containers").All(Termination.IsHandledBy);
        TimeSpan stop = isHandled && options.StopDelay < grace ? options.StopDelay : grace;
        if (now - since < stop)
        {
            return;
        }

        if (pod.At("metadata", "finalizers") is JsonArray { Count: > 0 })
        {
            pod.Map("status")["phase"] = "Succeeded";
            pod.Map("metadata")["deletionGracePeriodSeconds"] = 0;
            store.Replace(key, pod);
        }
        else
        {
            store.Remove(key);
            Forget(uid);
        }
    }

    private void Forget(string uid)
    {
        _begun.Remove(uid);
        _ending.Remove(uid);
        Stopped(uid);
    }

    private void Start(ObjectKey key, JsonObject pod, DateTimeOffset now)
    {
        JsonObject[] containers = [.. pod.Items("spec", "containers")];
        bool isMissing = containers.Any(IsMissing);
        JsonObject status = pod.Map("status");
        string time = JsonAccess.Time(now);
        status["startTime"] = time;
        status["containerStatuses"] = new JsonArray([.. containers.Select(container => StatusOf(container, pod, time))]);
        if (isMissing)
        {
            events.Add(key, pod, "kubelet", "Failed", $"Failed to pull image \"{containers.First(IsMissing).Text("image")}\"", "Warning");
        }
        else
        {
            foreach (JsonObject container in containers)
            {
                IEnumerable<string> words = new[] { "command", "args" }.SelectMany(field => (container[field] as JsonArray)?.Select(word => word?.ToString() ?? "") ?? []);
                Started(pod.Text("metadata", "uid"), container.Text("name"), string.Join(' ', words.Prepend(container.Text("image"))));
            }

            int number = ++_addresses;
            status["phase"] = "Running";
            status["hostIP"] = $"10.0.0.{pod.Text("spec", "nodeName").TrimStart('n')}";
            status["podIP"] = string.Create(CultureInfo.InvariantCulture, $"10.244.{number / 250}.{(number % 250) + 1}");
            events.Add(key, pod, "kubelet", "Started", $"Started container {containers.FirstOrDefault().Text("name")}");
        }

        string ready = isMissing ? "False" : "True";
        JsonArray conditions = [.. new[] { "PodScheduled", "Initialized" }.Select(type => Condition(type, "True", time)), .. new[] { "ContainersReady", "Ready" }.Select(type => Condition(type, ready, time))];
        status["conditions"] = conditions;
        store.Replace(key, pod);
    }

    private static JsonObject Condition(string type, string status, string time) => new() { ["type"] = type, ["status"] = status, ["lastTransitionTime"] = time };

    private static JsonObject StatusOf(JsonObject container, JsonObject pod, string time)
    {
        bool isMissing = IsMissing(container);
        JsonObject state = isMissing
            ? new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ErrImagePull", ["message"] = $"{container.Text("image")}: not found" } }
            : new JsonObject { ["running"] = new JsonObject { ["startedAt"] = time } };
        return new JsonObject
        {
            ["name"] = container.Text("name"), ["image"] = container.Text("image"), ["imageID"] = "", ["ready"] = !isMissing, ["started"] = !isMissing, ["restartCount"] = 0,
            ["state"] = state, ["lastState"] = new JsonObject(), ["containerID"] = isMissing ? "" : $"loopback://{pod.Text("metadata", "uid")}-0",
        };
    }
}

/// <summary>
/// Determines whether a container exits on SIGTERM: process 1 of a namespace receives it only with a handler
/// (pid_namespaces(7)). SIGKILL follows after the grace period (Kubernetes, "Pod Lifecycle", termination of pods).
/// </summary>
internal static class Termination
{
    // Programs of coreutils that have no handler. With "sh -c", the shell is process 1.
    private static readonly string[] Deaf = ["sleep", "tail", "cat", "yes"];

    /// <summary>Assumes that the entry points of images handle SIGTERM.</summary>
    public static bool IsHandledBy(JsonObject container)
    {
        IEnumerable<JsonNode?> given = new[] { "command", "args" }.SelectMany(field => container[field] as JsonArray ?? []);
        string[] words = [.. given.Select(word => word?.ToString() ?? "")];
        return words switch
        {
            [] => true,
            [var shell, "-c", var script, ..] when Path.GetFileName(shell) is "sh" or "bash" or "ash" or "dash" =>
                script.Contains("trap ", StringComparison.Ordinal) && script.Contains("TERM", StringComparison.Ordinal),
            [var program, ..] => !Deaf.Contains(Path.GetFileName(program), StringComparer.Ordinal),
        };
    }
}
