using Loopback.Kubernetes.Objects;
using static Loopback.Kubernetes.Control.Ownership;

namespace Loopback.Kubernetes.Control;

/// <summary>
/// Creates the pods of Jobs and counts their ends (Kubernetes documentation, "Jobs"). Of the rules of a pod failure
/// policy, it knows <c>Ignore</c> for conditions.
/// </summary>
internal sealed class Jobs(ObjectStore store, EventLog events, Deletion deletion, TimeSpan firstBackoff)
{
    private const string Prefix = "batch.kubernetes.io/";
    private const string IndexKey = $"{Prefix}job-completion-index";
    private const string Tracking = $"{Prefix}job-tracking";
    private readonly Admission _admission = new(store);
    private readonly Dictionary<(string Job, int Index), (int Failures, int Ignored, DateTimeOffset Until)> _backoffs = [];
    private readonly Dictionary<string, DateTimeOffset> _refused = new(StringComparer.Ordinal);
    private long _suffixes;

    private DateTimeOffset Now => store.Clock.GetUtcNow();

    public void Step()
    {
        foreach (JsonObject job in store.List(ResourceKind.Jobs))
        {
            Reconcile(job);
        }

        // Pods whose Job is gone are not counted.
        HashSet<string> jobs = [.. store.List(ResourceKind.Jobs).Select(job => job.Text("metadata", "uid"))];
        foreach (
            JsonObject pod in store
                .List(ResourceKind.Pods)
                .Where(pod => IsTracked(pod) && !pod.Items("metadata", "ownerReferences").Any(owner => jobs.Contains(owner.Text("uid"))))
        )
        {
            Release(pod);
        }
    }

    private static bool IsTracked(JsonObject pod) =>
        (pod.At("metadata", "finalizers") as JsonArray ?? []).Any(one => one?.ToString() == Tracking);

    private static bool IsOver(JsonObject pod) => pod.Text("status", "phase") is "Succeeded" or "Failed";

    private static bool IsLeaving(JsonObject pod) => pod.At("metadata", "deletionTimestamp") is not null;

    private static bool HasCondition(JsonObject one, string type) =>
        one.Items("status", "conditions").Any(condition => condition.Text("type") == type && condition.Text("status") == "True");

    private static int IndexOf(JsonObject pod) => (int)(pod.Number("metadata", "annotations", IndexKey) ?? 0);

    private static SortedSet<int> ReadIndexes(string text)
    {
        SortedSet<int> indexes = [];
        foreach (
            int[] ends in text.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => Array.ConvertAll(part.Split('-'), end => int.Parse(end, CultureInfo.InvariantCulture)))
        )
        {
            indexes.UnionWith(Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
        }

        return indexes;
    }

    // Two neighbors are not a range.
    private static string WriteIndexes(SortedSet<int> indexes)
    {
        List<string> parts = [];
        int[] all = [.. indexes];
        for (int start = 0; start < all.Length; )
        {
            int end = start;
            while (end + 1 < all.Length && all[end + 1] == all[end] + 1)
            {
                end++;
            }

            string separator = end - start > 1 ? "-" : ",";
            parts.Add(
                end > start
                    ? string.Create(CultureInfo.InvariantCulture, $"{all[start]}{separator}{all[end]}")
                    : all[start].ToString(CultureInfo.InvariantCulture)
            );
            start = end + 1;
        }

        return string.Join(',', parts);
    }

    private void Reconcile(JsonObject job)
    {
        ObjectKey key = KeyOf(ResourceKind.Jobs, job);
        JsonObject[] pods = [.. store.List(ResourceKind.Pods, key.Namespace).Where(pod => IsOwnedBy(pod, job))];
        if (HasCondition(job, "Complete") || HasCondition(job, "Failed"))
        {
            Array.ForEach([.. pods.Where(pod => IsTracked(pod) && (IsOver(pod) || IsLeaving(pod)))], Release);
            return;
        }

        if (!IsLeaving(job))
        {
            job = Begin(key, job);
        }

        Count(key, job, pods);
        pods = [.. store.List(ResourceKind.Pods, key.Namespace).Where(pod => IsOwnedBy(pod, job))];
        JsonObject[] active = [.. pods.Where(pod => !IsOver(pod))];
        if (IsLeaving(job))
        {
            // The garbage collector deletes the pods.
        }
        else if (job.Text("spec", "suspend") == "true")
        {
            Remove(key, job, active);
        }
        else if (!HasCondition(job, "FailureTarget") && !HasCondition(job, "SuccessCriteriaMet"))
        {
            Decide(job);
            active =
            [
                .. active,
                .. HasCondition(job, "FailureTarget") || HasCondition(job, "SuccessCriteriaMet") ? [] : Create(key, job, active),
            ];
        }
        else
        {
            Finish(key, job, active);
        }

        Tell(key, job, active);
    }

    /// <summary>Sets what the server derives from the uid, and the time of the start.</summary>
    private JsonObject Begin(ObjectKey key, JsonObject job)
    {
        string uid = job.Text("metadata", "uid");
        if (job.At("spec", "selector") is null)
        {
            job.Map("spec", "selector", "matchLabels")[$"{Prefix}controller-uid"] = uid;
            JsonObject labels = job.Map("spec", "template", "metadata", "labels");
            foreach (string prefix in new[] { Prefix, "" })
            {
                (labels[$"{prefix}controller-uid"], labels[$"{prefix}job-name"]) = (uid, key.Name);
            }
        }

        bool isSuspended = job.Text("spec", "suspend") == "true";
        if (isSuspended != HasCondition(job, "Suspended"))
        {
            Note(job, "Suspended", isSuspended ? "JobSuspended" : "JobResumed", "", isSuspended ? "True" : "False");
        }

        if (isSuspended)
        {
            job.Map("status").Remove("startTime");
        }
        else
        {
            job.Map("status")["startTime"] ??= JsonAccess.Time(Now);
        }

        return job;
    }

    private void Count(ObjectKey key, JsonObject job, JsonObject[] pods)
    {
        JsonObject status = job.Map("status");
        (SortedSet<int> completed, SortedSet<int> failed) = (
            ReadIndexes(status.Text("completedIndexes")),
            ReadIndexes(status.Text("failedIndexes"))
        );
        bool isIndexed = job.Text("spec", "completionMode") == "Indexed";
        bool replacesOnlyFailed = job.Text("spec", "podReplacementPolicy") == "Failed";
        foreach (JsonObject pod in pods.Where(IsTracked))
        {
            bool isUnplaced = IsLeaving(pod) && pod.Text("spec", "nodeName").Length == 0;
            if (!IsOver(pod) && !isUnplaced && (replacesOnlyFailed || !IsLeaving(pod)))
            {
                continue;
            }

            int index = IndexOf(pod);
            if (pod.Text("status", "phase") == "Succeeded")
            {
                status["succeeded"] = (status.Number("succeeded") ?? 0) + 1;
                completed.Add(index);
            }
            else if (!completed.Contains(index) || !isIndexed)
            {
                CountFailure(key, job, pod, failed);
            }

            Release(pod);
        }

        if (isIndexed)
        {
            SetIndexes(status, completed, failed, job.At("spec", "backoffLimitPerIndex") is not null);
        }
    }

    private static void SetIndexes(JsonObject status, SortedSet<int> completed, SortedSet<int> failed, bool hasLimit)
    {
        if (completed.Count > 0)
        {
            status["completedIndexes"] = WriteIndexes(completed);
        }

        if (hasLimit)
        {
            status["failedIndexes"] = WriteIndexes(failed);
        }
    }

    private void CountFailure(ObjectKey key, JsonObject job, JsonObject pod, SortedSet<int> failed)
    {
        int index = IndexOf(pod);
        (string, int) place = ($"{key.Namespace}/{job.Text("metadata", "uid")}", index);
        (int failures, int ignored, _) = _backoffs.GetValueOrDefault(place);
        bool isIgnored = IsIgnored(job, pod);
        (failures, ignored) = isIgnored ? (failures, ignored + 1) : (failures + 1, ignored);
        _backoffs[place] = (failures, ignored, Now + (firstBackoff * Math.Pow(2, Math.Min(failures + ignored, 5) - 1)));
        if (isIgnored)
        {
            return;
        }

        job.Map("status")["failed"] = (job.Number("status", "failed") ?? 0) + 1;
        if (job.Number("spec", "backoffLimitPerIndex") is { } limit && failures > limit)
        {
            failed.Add(index);
        }
    }

    private static bool IsIgnored(JsonObject job, JsonObject pod) =>
        job.Items("spec", "podFailurePolicy", "rules")
            .Any(rule =>
                rule.Text("action") == "Ignore"
                && rule.Items("onPodConditions")
                    .Any(wanted =>
                        pod.Items("status", "conditions")
                            .Any(found => found.Text("type") == wanted.Text("type") && found.Text("status") == wanted.Text("status"))
                    )
            );

    private void Decide(JsonObject job)
    {
        JsonObject status = job.Map("status");
        long completions = job.Number("spec", "completions") ?? 1;
        bool isIndexed = job.Text("spec", "completionMode") == "Indexed";
        (int completed, int failed) = (ReadIndexes(status.Text("completedIndexes")).Count, ReadIndexes(status.Text("failedIndexes")).Count);
        long done = isIndexed ? completed : status.Number("succeeded") ?? 0;
        bool isLate =
            job.Number("spec", "activeDeadlineSeconds") is { } seconds
            && DateTimeOffset.TryParse(status.Text("startTime"), CultureInfo.InvariantCulture, out DateTimeOffset start)
            && Now - start >= TimeSpan.FromSeconds(seconds);
        if (done >= completions)
        {
            Note(job, "SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods");
        }
        else if (failed > (job.Number("spec", "maxFailedIndexes") ?? long.MaxValue))
        {
            Note(job, "FailureTarget", "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
        }
        else if (failed > 0 && completed + failed >= completions)
        {
            Note(job, "FailureTarget", "FailedIndexes", "Job has failed indexes");
        }
        else if (status.Number("failed") > job.Number("spec", "backoffLimit"))
        {
            Note(job, "FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }
        else if (isLate)
        {
            Note(job, "FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline");
        }
    }

    private void Finish(ObjectKey key, JsonObject job, JsonObject[] active)
    {
        if (active.Length > 0)
        {
            Remove(key, job, active);
            return;
        }

        JsonObject reached = job.Items("status", "conditions")
            .First(one => one.Text("type") is "FailureTarget" or "SuccessCriteriaMet" && one.Text("status") == "True");
        bool isComplete = reached.Text("type") == "SuccessCriteriaMet";
        Note(job, isComplete ? "Complete" : "Failed", reached.Text("reason"), reached.Text("message"));
        if (isComplete)
        {
            job.Map("status")["completionTime"] = JsonAccess.Time(Now);
            events.Add(key, job, "job-controller", "Completed", "Job completed");
        }
        else
        {
            events.Add(key, job, "job-controller", reached.Text("reason"), reached.Text("message"), "Warning");
        }
    }

    private List<JsonObject> Create(ObjectKey key, JsonObject job, JsonObject[] active)
    {
        List<JsonObject> created = [];
        string set = $"{key.Namespace}/{job.Text("metadata", "uid")}";
        if (_refused.GetValueOrDefault(set) > Now)
        {
            return created;
        }

        bool isIndexed = job.Text("spec", "completionMode") == "Indexed";
        long completions = job.Number("spec", "completions") ?? 1;
        int[] open = isIndexed
            ?
            [
                .. Enumerable
                    .Range(0, (int)completions)
                    .Except(ReadIndexes(job.Text("status", "completedIndexes")))
                    .Except(ReadIndexes(job.Text("status", "failedIndexes")))
                    .Except(active.Select(IndexOf)),
            ]
            : [.. Enumerable.Repeat(0, (int)Math.Max(0, completions - (job.Number("status", "succeeded") ?? 0) - active.Length))];

        // An index in backoff keeps a slot.
        int[] resting = [.. open.Where(index => _backoffs.GetValueOrDefault((set, index)).Until > Now)];
        long slots = Math.Max(0, (job.Number("spec", "parallelism") ?? 1) - active.Length - resting.Length);
        foreach (int index in open.Except(isIndexed ? resting : []).Take(isIndexed || resting.Length == 0 ? (int)slots : 0))
        {
            try
            {
                created.Add(AddPod(key, job, isIndexed ? index : null));
            }
            catch (ApiFault refusal)
            {
                _refused[set] = Now + firstBackoff;
                events.Add(key, job, "job-controller", "FailedCreate", $"Error creating: {refusal.Message}", "Warning");
                break;
            }
        }

        return created;
    }

    /// <exception cref="ApiFault">Admission refuses the pod.</exception>
    private JsonObject AddPod(ObjectKey owner, JsonObject job, int? index)
    {
        JsonObject pod = (JsonObject)job.At("spec", "template")!.DeepClone();
        JsonObject meta = pod.Map("metadata");
        meta["ownerReferences"] = ReferenceTo(ResourceKind.Jobs, job);
        meta["finalizers"] = new JsonArray(Tracking);
        string name = owner.Name;
        if (index is { } number)
        {
            string text = number.ToString(CultureInfo.InvariantCulture);
            (meta.Map("annotations")[IndexKey], meta.Map("labels")[IndexKey]) = (text, text);
            name = pod.Map("spec").Text("hostname") is { Length: > 0 } ? name : $"{name}-{text}";
            pod.Map("spec")["hostname"] ??= name;
            foreach (JsonObject container in pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers")))
            {
                JsonArray variables =
                [
                    .. container.Items("env").Select(one => one.DeepClone()),
                    new JsonObject
                    {
                        ["name"] = "JOB_COMPLETION_INDEX",
                        ["valueFrom"] = new JsonObject
                        {
                            ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = $"metadata.labels['{IndexKey}']" },
                        },
                    },
                ];
                container["env"] = variables;
            }
        }

        ObjectKey key = new(ResourceKind.Pods, owner.Namespace, string.Create(CultureInfo.InvariantCulture, $"{name}-{++_suffixes:x5}"));
        _admission.CheckNew(key, pod);
        JsonObject added = store.Add(key, PodDefaults.Set(pod));
        events.Add(owner, job, "job-controller", "SuccessfulCreate", $"Created pod: {key.Name}");
        return added;
    }

    private void Remove(ObjectKey key, JsonObject job, JsonObject[] pods)
    {
        foreach (JsonObject pod in pods.Where(pod => !IsLeaving(pod)))
        {
            ObjectKey gone = KeyOf(ResourceKind.Pods, pod);
            deletion.Begin(gone, []);
            events.Add(key, job, "job-controller", "SuccessfulDelete", $"Deleted pod: {gone.Name}");
        }
    }

    private void Release(JsonObject pod)
    {
        ObjectKey key = KeyOf(ResourceKind.Pods, pod);
        if (store.Find(key) is { } found && found.At("metadata", "finalizers") is JsonArray finalizers)
        {
            JsonNode[] kept = [.. finalizers.Where(one => one?.ToString() != Tracking).Select(one => one!.DeepClone())];
            if (kept.Length > 0)
            {
                found.Map("metadata")["finalizers"] = new JsonArray(kept);
            }
            else
            {
                found.Map("metadata").Remove("finalizers");
            }

            store.Replace(key, found);
        }
    }

    private void Note(JsonObject job, string type, string reason, string message, string value = "True")
    {
        JsonObject condition = new()
        {
            ["type"] = type,
            ["status"] = value,
            ["lastProbeTime"] = JsonAccess.Time(Now),
            ["lastTransitionTime"] = JsonAccess.Time(Now),
            ["reason"] = reason,
            ["message"] = message,
        };
        JsonArray conditions =
        [
            .. job.Items("status", "conditions").Where(one => one.Text("type") != type).Select(one => one.DeepClone()),
            condition,
        ];
        job.Map("status")["conditions"] = conditions;
    }

    // Counts of zero are absent, except those of ready and terminating pods.
    private void Tell(ObjectKey key, JsonObject job, JsonObject[] active)
    {
        JsonObject status = job.Map("status");
        int running = active.Count(pod => !IsLeaving(pod));
        (status["ready"], status["terminating"]) = (active.Count(pod => !IsLeaving(pod) && IsReady(pod)), active.Count(IsLeaving));
        status["uncountedTerminatedPods"] = new JsonObject();
        if (running > 0)
        {
            status["active"] = running;
        }
        else
        {
            status.Remove("active");
        }

        if (store.Find(key) is not null)
        {
            store.Replace(key, job);
        }
    }
}
