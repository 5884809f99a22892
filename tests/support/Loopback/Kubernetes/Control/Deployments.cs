using Loopback.Kubernetes.Objects;
using static Loopback.Kubernetes.Control.Ownership;

namespace Loopback.Kubernetes.Control;

internal sealed class Deployments(ObjectStore store, EventLog events, Deletion deletion)
{
    private const string HashLabel = "pod-template-hash";
    private long _suffixes;

    public void Step()
    {
        foreach (JsonObject deployment in Living(ResourceKind.Deployments))
        {
            Reconcile(deployment);
        }

        foreach (JsonObject set in Living(ResourceKind.ReplicaSets))
        {
            ReconcileSet(set);
        }
    }

    private IEnumerable<JsonObject> Living(ResourceKind kind) =>
        store.List(kind).Where(one => one.At("metadata", "deletionTimestamp") is null);

    private void Reconcile(JsonObject deployment)
    {
        ObjectKey key = KeyOf(ResourceKind.Deployments, deployment);
        long wanted = deployment.Number("spec", "replicas") ?? 1;
        string name = $"{key.Name}-{HashOf(deployment.At("spec", "template"))}";
        JsonObject[] sets = [.. store.List(ResourceKind.ReplicaSets, key.Namespace).Where(set => IsOwnedBy(set, deployment))];
        JsonObject current = sets.FirstOrDefault(set => set.Text("metadata", "name") == name) ?? AddSet(key, deployment, name);
        Scale(key, deployment, current, wanted);

        // Old pods are deleted once the new ones are ready, so that there are never too few.
        if ((current.Number("status", "readyReplicas") ?? 0) >= wanted)
        {
            foreach (JsonObject old in sets.Where(set => set.Text("metadata", "name") != name))
            {
                Scale(key, deployment, old, 0);
            }
        }

        long total = sets.Append(current).DistinctBy(set => set.Text("metadata", "uid")).Sum(set => set.Number("status", "replicas") ?? 0);
        long ready = current.Number("status", "readyReplicas") ?? 0;
        deployment["status"] = new JsonObject
        {
            ["observedGeneration"] = deployment.Number("metadata", "generation"),
            ["replicas"] = total,
            ["updatedReplicas"] = current.Number("status", "replicas") ?? 0,
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
            ["unavailableReplicas"] = Math.Max(0, wanted - ready),
            ["conditions"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "Available",
                    ["status"] = ready >= wanted ? "True" : "False",
                    ["reason"] = ready >= wanted ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                },
                new JsonObject
                {
                    ["type"] = "Progressing",
                    ["status"] = "True",
                    ["reason"] = "NewReplicaSetAvailable",
                }
            ),
        };
        store.Replace(key, deployment);
    }

    private JsonObject AddSet(ObjectKey owner, JsonObject deployment, string name)
    {
        JsonObject template = (JsonObject)deployment.At("spec", "template")!.DeepClone();
        string hash = name[(owner.Name.Length + 1)..];
        template.Map("metadata", "labels")[HashLabel] = hash;
        JsonObject selector = (JsonObject)deployment.At("spec", "selector")!.DeepClone();
        selector.Map("matchLabels")[HashLabel] = hash;
        return store.Add(
            new ObjectKey(ResourceKind.ReplicaSets, owner.Namespace, name),
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["labels"] = template.At("metadata", "labels")!.DeepClone(),
                    ["ownerReferences"] = ReferenceTo(ResourceKind.Deployments, deployment),
                    ["generation"] = 1,
                },
                ["spec"] = new JsonObject
                {
                    ["replicas"] = 0,
                    ["selector"] = selector,
                    ["template"] = template,
                },
                ["status"] = new JsonObject { ["replicas"] = 0 },
            }
        );
    }

    private void Scale(ObjectKey owner, JsonObject deployment, JsonObject set, long wanted)
    {
        long before = set.Number("spec", "replicas") ?? 0;
        if (before == wanted)
        {
            return;
        }

        set.Map("spec")["replicas"] = wanted;
        store.Replace(KeyOf(ResourceKind.ReplicaSets, set), set);
        string word = wanted > before ? "up" : "down";
        events.Add(
            owner,
            deployment,
            "deployment-controller",
            "ScalingReplicaSet",
            string.Create(CultureInfo.InvariantCulture, $"Scaled {word} replica set {set.Text("metadata", "name")} to {wanted}")
        );
    }

    private void ReconcileSet(JsonObject set)
    {
        ObjectKey key = KeyOf(ResourceKind.ReplicaSets, set);
        JsonObject[] pods =
        [
            .. store
                .List(ResourceKind.Pods, key.Namespace)
                .Where(pod =>
                    IsOwnedBy(pod, set)
                    && pod.At("metadata", "deletionTimestamp") is null
                    && pod.Text("status", "phase") is not ("Succeeded" or "Failed")
                ),
        ];
        long wanted = set.Number("spec", "replicas") ?? 1;
        for (int missing = pods.Length; missing < wanted; missing++)
        {
            AddPod(key, set);
        }

        // Pods that are not ready go first, then the newest.
        foreach (
            JsonObject pod in pods.OrderBy(IsReady)
                .ThenByDescending(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal)
                .Take((int)Math.Max(0, pods.Length - wanted))
        )
        {
            ObjectKey gone = KeyOf(ResourceKind.Pods, pod);
            deletion.Begin(gone, []);
            events.Add(key, set, "replicaset-controller", "SuccessfulDelete", $"Deleted pod: {gone.Name}");
        }

        set["status"] = new JsonObject
        {
            ["replicas"] = pods.Length,
            ["fullyLabeledReplicas"] = pods.Length,
            ["readyReplicas"] = pods.Count(IsReady),
            ["availableReplicas"] = pods.Count(IsReady),
            ["observedGeneration"] = set.Number("metadata", "generation"),
        };
        store.Replace(key, set);
    }

    private void AddPod(ObjectKey owner, JsonObject set)
    {
        JsonObject template = (JsonObject)set.At("spec", "template")!.DeepClone();
        JsonObject meta = template.Map("metadata");
        meta["ownerReferences"] = ReferenceTo(ResourceKind.ReplicaSets, set);
        ObjectKey key = new(
            ResourceKind.Pods,
            owner.Namespace,
            string.Create(CultureInfo.InvariantCulture, $"{owner.Name}-{++_suffixes:x5}")
        );
        store.Add(key, PodDefaults.Set(template));
        events.Add(owner, set, "replicaset-controller", "SuccessfulCreate", $"Created pod: {key.Name}");
    }
}
