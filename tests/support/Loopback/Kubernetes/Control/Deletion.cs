using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

internal sealed class Deletion(ObjectStore store, EventLog events)
{
    private const int GraceSeconds = 30;
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";

    /// <param name="options">An object of the kind DeleteOptions.</param>
    public JsonObject Begin(ObjectKey key, JsonObject options)
    {
        lock (store.Gate)
        {
            return BeginInTurn(key, options);
        }
    }

    public void Finish()
    {
        foreach (ResourceKind kind in ResourceKind.All.Where(kind => kind != ResourceKind.Events))
        {
            foreach (JsonObject one in store.List(kind).Where(one => one.At("metadata", "deletionTimestamp") is not null))
            {
                Finish(new ObjectKey(kind, one.Text("metadata", "namespace"), one.Text("metadata", "name")), one);
            }
        }
    }

    public void CollectGarbage()
    {
        HashSet<string> uids = [.. ResourceKind.All.SelectMany(kind => store.List(kind)).Select(one => one.Text("metadata", "uid"))];
        foreach (ResourceKind kind in new[] { ResourceKind.ReplicaSets, ResourceKind.Pods })
        {
            foreach (JsonObject one in store.List(kind).Where(one => one.At("metadata", "deletionTimestamp") is null))
            {
                JsonObject[] owners = [.. one.Items("metadata", "ownerReferences")];
                if (owners.Length > 0 && owners.All(owner => !uids.Contains(owner.Text("uid"))))
                {
                    Begin(new ObjectKey(kind, one.Text("metadata", "namespace"), one.Text("metadata", "name")), []);
                }
            }
        }
    }

    private JsonObject BeginInTurn(ObjectKey key, JsonObject options)
    {
        JsonObject one = store.Find(key) ?? throw ApiFault.NotFound(key);
        CheckPreconditions(key, one, options);
        AddFinalizer(one, options.Text("propagationPolicy"));
        long grace = GraceOf(key, one, options);
        bool isHeld = one.At("metadata", "finalizers") is JsonArray { Count: > 0 } || key.Kind == ResourceKind.Namespaces;
        if (grace == 0 && !isHeld)
        {
            store.Remove(key);
            return one;
        }

        JsonObject meta = one.Map("metadata");
        bool isSooner = meta.Number("deletionGracePeriodSeconds") is not { } before || grace < before;
        if (isSooner)
        {
            // The first deletion is a change of what is desired.
            if (meta["deletionTimestamp"] is null && meta.Number("generation") is { } generation)
            {
                meta["generation"] = generation + 1;
            }

            meta["deletionTimestamp"] = JsonAccess.Time(store.Clock.GetUtcNow().AddSeconds(grace));
            meta["deletionGracePeriodSeconds"] = grace;
            if (key.Kind == ResourceKind.Pods)
            {
                events.Add(
                    key,
                    one,
                    "kubelet",
                    "Killing",
                    $"Stopping container {one.Items("spec", "containers").FirstOrDefault().Text("name")}"
                );
            }
        }

        return store.Replace(key, one);
    }

    private void Finish(ObjectKey key, JsonObject one)
    {
        JsonArray finalizers = one.At("metadata", "finalizers") as JsonArray ?? [];
        string held = finalizers
            .Select(finalizer => finalizer?.ToString() ?? "")
            .FirstOrDefault(finalizer => finalizer is Foreground or Orphan, "");
        if (held.Length > 0)
        {
            Release(key, one, finalizers, held);
            return;
        }

        if (key.Kind == ResourceKind.Namespaces && !Empty(key.Name))
        {
            return;
        }

        // A pod that runs on a node is removed by the kubelet.
        bool isRunning =
            key.Kind == ResourceKind.Pods
            && one.Text("spec", "nodeName").Length > 0
            && one.Number("metadata", "deletionGracePeriodSeconds") > 0;
        if (finalizers.Count == 0 && !isRunning)
        {
            store.Remove(key);
        }
    }

    private void Release(ObjectKey key, JsonObject one, JsonArray finalizers, string held)
    {
        (ObjectKey Key, JsonObject Object)[] dependents = [.. Dependents(one)];
        foreach ((ObjectKey dependent, JsonObject found) in dependents)
        {
            if (held == Orphan)
            {
                found.Map("metadata").Remove("ownerReferences");
                store.Replace(dependent, found);
            }
            else if (found.At("metadata", "deletionTimestamp") is null)
            {
                Begin(dependent, new JsonObject { ["propagationPolicy"] = "Foreground" });
            }
        }

        if (held == Orphan || dependents.Length == 0)
        {
            JsonNode? entry = finalizers.First(finalizer => finalizer?.ToString() == held);
            finalizers.Remove(entry);
            store.Replace(key, one);
        }
    }

    private IEnumerable<(ObjectKey Key, JsonObject Object)> Dependents(JsonObject owner) =>
        new[] { ResourceKind.ReplicaSets, ResourceKind.Pods }
            .SelectMany(kind =>
                store
                    .List(kind, owner.Text("metadata", "namespace"))
                    .Select(one => (new ObjectKey(kind, one.Text("metadata", "namespace"), one.Text("metadata", "name")), one))
            )
            .Where(found =>
                found.one.Items("metadata", "ownerReferences").Any(reference => reference.Text("uid") == owner.Text("metadata", "uid"))
            );

    /// <returns>Whether the namespace was empty.</returns>
    private bool Empty(string space)
    {
        bool isEmpty = true;
        foreach (ResourceKind kind in ResourceKind.All.Where(kind => kind.IsNamespaced))
        {
            foreach (JsonObject one in store.List(kind, space))
            {
                isEmpty = false;
                if (one.At("metadata", "deletionTimestamp") is null)
                {
                    Begin(new ObjectKey(kind, space, one.Text("metadata", "name")), []);
                }
            }
        }

        return isEmpty;
    }

    private static long GraceOf(ObjectKey key, JsonObject one, JsonObject options)
    {
        if (
            key.Kind != ResourceKind.Pods
            || one.Text("spec", "nodeName").Length == 0
            || one.Text("status", "phase") is "Succeeded" or "Failed"
        )
        {
            return 0;
        }

        return options.Number("gracePeriodSeconds") ?? one.Number("spec", "terminationGracePeriodSeconds") ?? GraceSeconds;
    }

    private static void AddFinalizer(JsonObject one, string policy)
    {
        string? finalizer = policy switch
        {
            "Foreground" => Foreground,
            "Orphan" => Orphan,
            _ => null,
        };
        JsonArray finalizers = one.At("metadata", "finalizers") as JsonArray ?? [];
        if (finalizer is not null && finalizers.All(there => there?.ToString() != finalizer))
        {
            finalizers = [.. finalizers.Select(there => there?.DeepClone()), finalizer];
            one.Map("metadata")["finalizers"] = finalizers;
        }
    }

    private static void CheckPreconditions(ObjectKey key, JsonObject one, JsonObject options)
    {
        foreach (
            (string field, string name, string cause) in new[]
            {
                ("uid", "UID", "deleted and then recreated"),
                ("resourceVersion", "ResourceVersion", "modified"),
            }
        )
        {
            string wanted = options.Text("preconditions", field);
            string found = one.Text("metadata", field);
            if (wanted.Length > 0 && wanted != found)
            {
                throw new ApiFault(
                    409,
                    "Conflict",
                    $"Operation cannot be fulfilled on {key.Kind.Kind} \"{key.Name}\": the {name} in the precondition ({wanted}) does not match the {name} in record ({found}). The object might have been {cause}"
                )
                {
                    Key = key,
                };
            }
        }
    }
}
