namespace Loopback.Kubernetes.Objects;

/// <summary>Every call is atomic. Callers that need several calls in one step acquire <see cref="Gate"/>.</summary>
internal sealed class ObjectStore(TimeProvider clock)
{
    private readonly Dictionary<ObjectKey, JsonObject> _objects = [];
    private readonly List<StoreChange> _changes = [];
    private TaskCompletionSource _pulse = NewPulse();
    private long _uids;

    public Lock Gate { get; } = new();

    public TimeProvider Clock => clock;

    private const long FirstVersion = 100;

    public long Version { get; private set; } = FirstVersion;

    /// <summary>Lists of earlier versions are no longer available.</summary>
    public long CompactedVersion { get; private set; }

    /// <summary>Watches from earlier versions must list again: the watch cache begins with the start of the server.</summary>
    public long WatchableVersion { get; private set; } = FirstVersion;

    /// <summary>Completes with the next change.</summary>
    public Task Pulse
    {
        get
        {
            lock (Gate)
            {
                return _pulse.Task;
            }
        }
    }

    public JsonObject? Find(ObjectKey key)
    {
        lock (Gate)
        {
            return _objects.GetValueOrDefault(key)?.Copy();
        }
    }

    /// <param name="space">Empty for all namespaces.</param>
    public List<JsonObject> List(ResourceKind kind, string space = "")
    {
        lock (Gate)
        {
            return [.. Ordered(_objects.Where(pair => IsOf(pair.Key, kind, space))).Select(pair => pair.Value.Copy())];
        }
    }

    public List<JsonObject> ListAt(ResourceKind kind, string space, long version)
    {
        lock (Gate)
        {
            Dictionary<ObjectKey, JsonObject> then = new(_objects);
            foreach (StoreChange change in Enumerable.Reverse(_changes).TakeWhile(change => change.Version > version))
            {
                if (change.Before is { } before)
                {
                    then[change.Key] = before;
                }
                else
                {
                    then.Remove(change.Key);
                }
            }

            return [.. Ordered(then.Where(pair => IsOf(pair.Key, kind, space))).Select(pair => pair.Value.Copy())];
        }
    }

    public long VersionAt(DateTimeOffset at)
    {
        lock (Gate)
        {
            int first = _changes.FindIndex(change => change.At > at);
            return first < 0 ? Version : _changes[first].Version - 1;
        }
    }

    public List<StoreChange> ChangesAfter(long version)
    {
        lock (Gate)
        {
            int first = _changes.FindIndex(change => change.Version > version);
            return first < 0 ? [] : _changes[first..];
        }
    }

    /// <summary>Discards the history, as servers do after five minutes. Older watches must list again.</summary>
    public void Compact()
    {
        lock (Gate)
        {
            CompactedVersion = WatchableVersion = Version;
        }
    }

    public JsonObject Add(ObjectKey key, JsonObject one)
    {
        lock (Gate)
        {
            JsonObject meta = one.Map("metadata");
            meta["name"] = key.Name;
            if (key.Kind.IsNamespaced)
            {
                meta["namespace"] = key.Namespace;
            }

            meta["uid"] = $"00000000-0000-4000-8000-{++_uids:x12}";
            meta["creationTimestamp"] = JsonAccess.Time(clock.GetUtcNow());
            one["apiVersion"] = key.Kind.ApiVersion;
            one["kind"] = key.Kind.Kind;
            return Store(key, one, "ADDED");
        }
    }

    /// <summary>An identical object changes nothing.</summary>
    public JsonObject Replace(ObjectKey key, JsonObject one)
    {
        lock (Gate)
        {
            JsonObject before = _objects[key];
            one.Map("metadata")["resourceVersion"] = before.Text("metadata", "resourceVersion");
            return JsonNode.DeepEquals(before, one) ? one.Copy() : Store(key, one, "MODIFIED");
        }
    }

    public void Remove(ObjectKey key)
    {
        lock (Gate)
        {
            if (_objects.TryGetValue(key, out JsonObject? last))
            {
                Store(key, last.Copy(), "DELETED");
            }
        }
    }

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool IsOf(ObjectKey key, ResourceKind kind, string space) =>
        key.Kind == kind && (space.Length == 0 || key.Namespace == space);

    private static IOrderedEnumerable<KeyValuePair<ObjectKey, JsonObject>> Ordered(
        IEnumerable<KeyValuePair<ObjectKey, JsonObject>> found
    ) => found.OrderBy(pair => pair.Key.Namespace, StringComparer.Ordinal).ThenBy(pair => pair.Key.Name, StringComparer.Ordinal);

    private JsonObject Store(ObjectKey key, JsonObject one, string type)
    {
        one.Map("metadata")["resourceVersion"] = (++Version).ToString(CultureInfo.InvariantCulture);
        JsonObject? before = _objects.GetValueOrDefault(key);
        if (type == "DELETED")
        {
            _objects.Remove(key);
        }
        else
        {
            _objects[key] = one;
        }

        _changes.Add(new StoreChange(Version, clock.GetUtcNow(), type, key, one, before));
        TaskCompletionSource old = _pulse;
        _pulse = NewPulse();
        old.TrySetResult();
        return one.Copy();
    }
}
