using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal sealed class Kubelets(ObjectStore store, EventLog events, PodPrograms programs, KubernetesServerOptions options)
{
    /// <summary>Condition of pods that are removed for a reason outside of them.</summary>
    public const string Disruption = "DisruptionTarget";

    private const int KilledCode = 137;

    // Kubernetes documentation, "Images", ImagePullBackOff.
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);

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

    public static JsonObject Condition(string type, string status, TimeProvider clock, JsonObject pod) =>
        new()
        {
            ["type"] = type,
            ["status"] = status,
            ["observedGeneration"] = pod.Number("metadata", "generation"),
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = JsonAccess.Time(clock.GetUtcNow()),
        };

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
        else if (pod.Text("status", "phase") == "Pending" && now - begun >= options.StartDelay)
        {
            Start(key, pod, now - begun - options.StartDelay >= FirstBackOff);
        }
        else if (IsLate(pod, now))
        {
            Expire(key, pod, uid);
        }
        else if (pod.Text("status", "phase") == "Running" && programs.FindEnd(uid) is { } code)
        {
            Stop(key, pod, code);
        }
    }

    private static bool IsLate(JsonObject pod, DateTimeOffset now) =>
        pod.Text("status", "phase") is "Pending" or "Running"
        && pod.Number("spec", "activeDeadlineSeconds") is { } seconds
        && DateTimeOffset.TryParse(pod.Text("status", "startTime"), CultureInfo.InvariantCulture, out DateTimeOffset start)
        && now - start >= TimeSpan.FromSeconds(seconds);

    private void Expire(ObjectKey key, JsonObject pod, string uid)
    {
        programs.Kill(uid);
        if (programs.Has(uid) && programs.FindEnd(uid) is null)
        {
            return;
        }

        pod = Stop(key, pod, KilledCode);
        (pod.Map("status")["phase"], pod.Map("status")["reason"], pod.Map("status")["message"]) = (
            "Failed",
            "DeadlineExceeded",
            "Pod was active on the node longer than the specified deadline"
        );
        store.Replace(key, pod);
    }

    private void End(ObjectKey key, JsonObject pod, string uid, DateTimeOffset now)
    {
        TimeSpan grace = TimeSpan.FromSeconds(pod.Number("metadata", "deletionGracePeriodSeconds") ?? 0);
        DateTimeOffset since = _ending.TryGetValue(uid, out DateTimeOffset noted) ? noted : _ending[uid] = now;
        bool isHandled = programs.Has(uid) || (pod.Items("spec", "containers").All(Termination.IsHandledBy) && options.StopDelay < grace);
        if (now - since < (isHandled && grace > TimeSpan.Zero ? options.StopDelay : grace))
        {
            return;
        }

        programs.Kill(uid);
        if (programs.Has(uid) && programs.FindEnd(uid) is null)
        {
            return;
        }

        if (grace > TimeSpan.Zero)
        {
            pod = Stop(key, pod, programs.FindEnd(uid) ?? (isHandled ? 0 : KilledCode));
            pod.Map("metadata")["deletionGracePeriodSeconds"] = 0;
            store.Replace(key, pod);
        }

        if (pod.At("metadata", "finalizers") is not JsonArray { Count: > 0 })
        {
            store.Remove(key);
            Forget(uid);
        }
    }

    /// <summary>Writes what a kubelet writes: the end of the containers, and then the phase.</summary>
    private JsonObject Stop(ObjectKey key, JsonObject pod, int code)
    {
        string? fault = programs.FindFault(pod.Text("metadata", "uid"));
        string failure = fault is null ? "Error" : "StartError";
        JsonObject[] running = [.. pod.Items("status", "containerStatuses").Where(one => one.At("state", "running") is not null)];
        foreach (JsonObject container in running)
        {
            (container["ready"], container["started"]) = (false, false);
            JsonObject terminated = new()
            {
                ["exitCode"] = code,
                ["reason"] = code == 0 ? "Completed" : failure,
                ["startedAt"] = container.At("state", "running", "startedAt")?.DeepClone(),
                ["finishedAt"] = JsonAccess.Time(store.Clock.GetUtcNow()),
                ["containerID"] = container.Text("containerID"),
            };
            if (fault is not null)
            {
                (terminated["message"], terminated["startedAt"]) = (fault, "1970-01-01T00:00:00Z");
            }

            container["state"] = new JsonObject { ["terminated"] = terminated };
        }

        if (running.Length > 0)
        {
            SetConditions(pod, isReady: false, code == 0 ? "PodCompleted" : "PodFailed");
            pod = store.Replace(key, pod);
            pod.Map("status")["phase"] = code == 0 ? "Succeeded" : "Failed";
            pod = store.Replace(key, pod);
        }

        return pod;
    }

    private void Forget(string uid)
    {
        _begun.Remove(uid);
        _ending.Remove(uid);
        programs.Kill(uid);
        Stopped(uid);
    }

    private void Start(ObjectKey key, JsonObject pod, bool isRepeated)
    {
        JsonObject[] containers = [.. pod.Items("spec", "containers")];
        Dictionary<string, JsonObject> obstacles = containers
            .Select(container => (Name: container.Text("name"), State: Images.FindObstacle(container, isRepeated)))
            .Where(one => one.State is not null)
            .ToDictionary(one => one.Name, one => one.State!, StringComparer.Ordinal);
        string? missing = programs.FindMissingInput(pod);
        if (missing is not null)
        {
            obstacles = containers.ToDictionary(
                one => one.Text("name"),
                _ => new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } },
                StringComparer.Ordinal
            );
        }

        if (
            obstacles.Count > 0
            && pod.Items("status", "containerStatuses")
                .Any(one => obstacles.TryGetValue(one.Text("name"), out JsonObject? state) && JsonNode.DeepEquals(one["state"], state))
        )
        {
            return;
        }

        JsonObject status = pod.Map("status");
        status["observedGeneration"] = pod.Number("metadata", "generation");
        status["startTime"] ??= JsonAccess.Time(store.Clock.GetUtcNow());
        status["containerStatuses"] = new JsonArray([
            .. containers.Select(container => StatusOf(container, pod, obstacles.GetValueOrDefault(container.Text("name")))),
        ]);
        string host = $"10.0.0.{pod.Text("spec", "nodeName").TrimStart('n')}";
        (status["hostIP"], status["hostIPs"]) = (host, new JsonArray(new JsonObject { ["ip"] = host }));
        if (status["podIP"] is null)
        {
            int number = ++_addresses;
            string address = string.Create(CultureInfo.InvariantCulture, $"10.244.{number / 250}.{(number % 250) + 1}");
            (status["podIP"], status["podIPs"]) = (address, new JsonArray(new JsonObject { ["ip"] = address }));
        }

        SetConditions(
            pod,
            obstacles.Count == 0,
            "ContainersNotReady",
            $"containers with unready status: [{string.Join(' ', obstacles.Keys)}]"
        );
        if (missing is not null)
        {
            events.Add(
                key,
                pod,
                "kubelet",
                "FailedMount",
                $"MountVolume.SetUp failed for volume: configmap \"{missing}\" not found",
                "Warning"
            );
        }
        else if (obstacles.Count > 0)
        {
            (_, JsonObject first) = obstacles.First();
            events.Add(
                key,
                pod,
                "kubelet",
                "Failed",
                $"Failed to pull image \"{containers.First(one => obstacles.ContainsKey(one.Text("name"))).Text("image")}\": {first.Text("waiting", "message")}",
                "Warning"
            );
        }
        else
        {
            status["phase"] = "Running";
            foreach (JsonObject container in programs.Start(pod) ? [] : containers)
            {
                IEnumerable<string> words = new[] { "command", "args" }.SelectMany(field =>
                    (container[field] as JsonArray)?.Select(word => word?.ToString() ?? "") ?? []
                );
                Started(pod.Text("metadata", "uid"), container.Text("name"), string.Join(' ', words.Prepend(container.Text("image"))));
            }

            events.Add(key, pod, "kubelet", "Started", $"Started container {containers.FirstOrDefault().Text("name")}");
        }

        store.Replace(key, pod);
    }

    private void SetConditions(JsonObject pod, bool isReady, string reason, string message = "")
    {
        JsonArray conditions =
        [
            .. new[] { "PodReadyToStartContainers", "Initialized", "PodScheduled" }.Select(type =>
                Condition(type, "True", store.Clock, pod)
            ),
        ];
        foreach (string type in new[] { "Ready", "ContainersReady" })
        {
            JsonObject condition = Condition(type, isReady ? "True" : "False", store.Clock, pod);
            if (!isReady)
            {
                (condition["reason"], condition["message"]) = (reason, message);
            }

            conditions.Add(condition);
        }

        foreach (JsonObject disruption in pod.Items("status", "conditions").Where(one => one.Text("type") == Disruption))
        {
            conditions.Add(disruption.DeepClone());
        }

        pod.Map("status")["conditions"] = conditions;
    }

    private JsonObject StatusOf(JsonObject container, JsonObject pod, JsonObject? obstacle)
    {
        JsonObject status = new()
        {
            ["name"] = container.Text("name"),
            ["image"] = container.Text("image"),
            ["imageID"] = "",
            ["ready"] = obstacle is null,
            ["started"] = obstacle is null,
            ["restartCount"] = 0,
            ["state"] = obstacle
                ?? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = JsonAccess.Time(store.Clock.GetUtcNow()) } },
            ["lastState"] = new JsonObject(),
        };
        if (obstacle is null)
        {
            status["containerID"] = $"containerd://{pod.Text("metadata", "uid")}-{container.Text("name")}";
            status["resources"] = container["resources"]?.DeepClone();
            status["allocatedResources"] = container.At("resources", "requests")?.DeepClone() ?? new JsonObject();
        }

        return status;
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
            [var shell, "-c", var script, ..] when Path.GetFileName(shell) is "sh" or "bash" or "ash" or "dash" => script.Contains(
                "trap ",
                StringComparison.Ordinal
            ) && script.Contains("TERM", StringComparison.Ordinal),
            [var program, ..] => !Deaf.Contains(Path.GetFileName(program), StringComparer.Ordinal),
        };
    }
}
