using Loopback.Kubernetes.Objects;
using static Loopback.Kubernetes.Control.Ownership;

namespace Loopback.Kubernetes.Control;

/// <summary>
/// Creates pods in ascending and deletes them in descending order, one at a time unless the set is <c>Parallel</c>
/// (Kubernetes documentation, "StatefulSets", Deployment and Scaling Guarantees).
/// </summary>
internal sealed class StatefulSets(ObjectStore store, EventLog events, Deletion deletion)
{
    private const string RevisionLabel = "controller-revision-hash";

    public void Step()
    {
        foreach (JsonObject set in store.List(ResourceKind.StatefulSets).Where(IsStaying))
        {
            Reconcile(set);
        }
    }

    private static bool IsStaying(JsonObject one) => one.At("metadata", "deletionTimestamp") is null;

    private static string NameOf(ObjectKey set, int number) => string.Create(CultureInfo.InvariantCulture, $"{set.Name}-{number}");

    private static int NumberOf(JsonObject pod) =>
        int.Parse(pod.Text("metadata", "name").Split('-')[^1], NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool IsOf(JsonObject pod, string revision) => pod.Text("metadata", "labels", RevisionLabel) == revision;

    private void Reconcile(JsonObject set)
    {
        ObjectKey key = KeyOf(ResourceKind.StatefulSets, set);
        string revision = $"{key.Name}-{HashOf(set.At("spec", "template"))}";
        int wanted = (int)(set.Number("spec", "replicas") ?? 1);
        bool isInTurn = set.Text("spec", "podManagementPolicy") != "Parallel";
        if (
            Fill(key, set, wanted, revision, isInTurn)
            && Shrink(key, set, wanted, isInTurn)
            && set.Text("spec", "updateStrategy", "type") != "OnDelete"
        )
        {
            Renew(key, set, revision);
        }

        Tell(key, set, wanted, revision);
    }

    private List<JsonObject> PodsOf(ObjectKey key, JsonObject set) =>
        [.. store.List(ResourceKind.Pods, key.Namespace).Where(pod => IsOwnedBy(pod, set)).OrderBy(NumberOf)];

    /// <returns>Whether the next step may run: all pods are ready, or the set does not wait for readiness.</returns>
    private bool Fill(ObjectKey key, JsonObject set, int wanted, string revision, bool isInTurn)
    {
        Dictionary<int, JsonObject> pods = PodsOf(key, set).ToDictionary(NumberOf);
        bool isWhole = true;
        for (int number = 0; number < wanted && (isWhole || !isInTurn); number++)
        {
            JsonObject? pod = pods.GetValueOrDefault(number);
            if (pod is null)
            {
                AddPod(key, set, number, revision);
            }
            else if (IsStaying(pod) && pod.Text("status", "phase") is "Succeeded" or "Failed")
            {
                End(key, set, pod);
            }

            isWhole &= pod is not null && IsStaying(pod) && IsReady(pod);
        }

        return isWhole || !isInTurn;
    }

    /// <returns>Whether there was no surplus pod.</returns>
    private bool Shrink(ObjectKey key, JsonObject set, int wanted, bool isInTurn)
    {
        JsonObject[] condemned = [.. PodsOf(key, set).Where(pod => NumberOf(pod) >= wanted).Reverse()];
        foreach (JsonObject pod in condemned.Take(isInTurn ? 1 : condemned.Length).Where(IsStaying))
        {
            End(key, set, pod);
        }

        return condemned.Length == 0;
    }

    // A new template is rolled out by replacing the pods in descending order, one at a time.
    private void Renew(ObjectKey key, JsonObject set, string revision)
    {
        List<JsonObject> pods = PodsOf(key, set);
        if (pods.TrueForAll(pod => IsStaying(pod) && IsReady(pod)) && pods.FindLast(pod => !IsOf(pod, revision)) is { } old)
        {
            End(key, set, old);
        }
    }

    private void End(ObjectKey key, JsonObject set, JsonObject pod)
    {
        ObjectKey gone = KeyOf(ResourceKind.Pods, pod);
        deletion.Begin(gone, []);
        events.Add(key, set, "statefulset-controller", "SuccessfulDelete", $"delete Pod {gone.Name} in StatefulSet {key.Name} successful");
    }

    private void AddPod(ObjectKey owner, JsonObject set, int number, string revision)
    {
        ObjectKey key = new(ResourceKind.Pods, owner.Namespace, NameOf(owner, number));
        if (store.Find(key) is not null)
        {
            // A pod of another owner has the name; the set waits until it is gone.
            return;
        }

        JsonObject template = (JsonObject)set.At("spec", "template")!.DeepClone();
        template.Map("metadata")["ownerReferences"] = ReferenceTo(ResourceKind.StatefulSets, set);
        JsonObject labels = template.Map("metadata", "labels");
        labels["statefulset.kubernetes.io/pod-name"] = key.Name;
        labels["apps.kubernetes.io/pod-index"] = number.ToString(CultureInfo.InvariantCulture);
        labels[RevisionLabel] = revision;
        JsonObject spec = template.Map("spec");
        (spec["hostname"], spec["subdomain"]) = (key.Name, set.Text("spec", "serviceName"));
        store.Add(key, PodDefaults.Set(template));
        events.Add(
            owner,
            set,
            "statefulset-controller",
            "SuccessfulCreate",
            $"create Pod {key.Name} in StatefulSet {owner.Name} successful"
        );
    }

    private void Tell(ObjectKey key, JsonObject set, int wanted, string revision)
    {
        JsonObject[] pods = [.. PodsOf(key, set).Where(IsStaying)];
        int updated = pods.Count(pod => IsOf(pod, revision));
        bool isUpdated = updated >= wanted && updated == pods.Length;
        string current = isUpdated || set.Text("status", "currentRevision").Length == 0 ? revision : set.Text("status", "currentRevision");
        set["status"] = new JsonObject
        {
            ["observedGeneration"] = set.Number("metadata", "generation"),
            ["replicas"] = pods.Length,
            ["readyReplicas"] = pods.Count(IsReady),
            ["availableReplicas"] = pods.Count(IsReady),
            ["currentReplicas"] = pods.Count(pod => IsOf(pod, current)),
            ["updatedReplicas"] = updated,
            ["currentRevision"] = current,
            ["updateRevision"] = revision,
            ["collisionCount"] = 0,
        };
        store.Replace(key, set);
    }
}
