using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Api;

/// <param name="memoryLag">Staleness of responses from the watch cache.</param>
internal sealed class Reading(ObjectStore store, TimeSpan memoryLag)
{
    private const string Exact = "Exact";

    public JsonObject Get(Call call)
    {
        JsonObject one = (
            IsFromMemory(call)
                ? Then(call, MemoryVersion).FirstOrDefault(one => one.Text("metadata", "name") == call.Name)
                : store.Find(call.Key)
        ) ?? throw ApiFault.NotFound(call.Key);
        return call.Subresource == "scale" ? Scales.Of(one) : one;
    }

    public JsonObject List(Call call)
    {
        Selector selector = new(call.Kind, call.Query("labelSelector"), call.Query("fieldSelector"));
        long requested = call.Number("resourceVersion") ?? 0;
        CheckMatch(call, requested);
        bool isExact = call.Query("resourceVersionMatch") == Exact;
        (long version, int start) = ReadToken(call.Query("continue")) ?? (isExact ? requested : LatestVersion(call), 0);
        JsonObject[] all = [.. Then(call, version).Where(selector.Matches)];
        int limit = call.Number("limit") is { } asked and > 0 ? (int)Math.Min(asked, int.MaxValue) : int.MaxValue;
        JsonObject[] page = [.. all.Skip(start).Take(limit)];
        JsonObject meta = new() { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        int left = all.Length - start - page.Length;
        if (left > 0)
        {
            meta["continue"] = Convert.ToBase64String(
                Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{version}/{start + page.Length}"))
            );
            meta["remainingItemCount"] = left;
        }

        return new JsonObject
        {
            ["kind"] = $"{call.Kind.Kind}List",
            ["apiVersion"] = call.Kind.ApiVersion,
            ["metadata"] = meta,
            ["items"] = new JsonArray([.. page]),
        };
    }

    private long LatestVersion(Call call) => IsFromMemory(call) ? MemoryVersion : store.Version;

    // Kubernetes API concepts, "Semantics for get and list".
    private void CheckMatch(Call call, long asked)
    {
        List<FieldError> errors = [];
        string match = call.Query("resourceVersionMatch");
        if (match.Length > 0 && call.Query("resourceVersion").Length == 0)
        {
            errors.Add(
                FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided")
            );
        }

        if (match.Length > 0 && match is not (Exact or "NotOlderThan"))
        {
            errors.Add(FieldError.Unsupported("resourceVersionMatch", match, Exact, "NotOlderThan", ""));
        }

        if (match == Exact && IsFromMemory(call))
        {
            errors.Add(
                FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")
            );
        }

        if (call.Query("sendInitialEvents").Length > 0)
        {
            errors.Add(FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }

        _ = errors.Count == 0 ? true : throw ApiFault.Invalid("ListOptions.meta.k8s.io", "", errors);
        _ = asked <= store.Version ? true : throw ApiFault.TooLarge(asked, store.Version);
        _ =
            match != Exact || asked >= store.CompactedVersion
                ? true
                : throw new ApiFault(410, "Expired", "The resourceVersion for the provided list is too old.");
    }

    private long MemoryVersion => store.VersionAt(store.Clock.GetUtcNow() - memoryLag);

    private static bool IsFromMemory(Call call) => call.Query("resourceVersion") == "0";

    private List<JsonObject> Then(Call call, long version) => store.ListAt(call.Kind, call.Namespace, version);

    private (long Version, int Start)? ReadToken(string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[token.Length];
        string[] parts = Convert.TryFromBase64String(token, bytes, out int length)
            ? Encoding.ASCII.GetString(bytes[..length]).Split('/')
            : [];
        if (
            parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long version)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int start)
        )
        {
            throw ApiFault.BadRequest("continue key is not valid");
        }

        return version >= store.CompactedVersion
            ? (version, start)
            : throw new ApiFault(
                410,
                "Expired",
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter."
            );
    }
}
