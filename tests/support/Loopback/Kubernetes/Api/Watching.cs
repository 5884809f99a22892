using Loopback.Kubernetes.Objects;
using Loopback.Kubernetes.Tables;

namespace Loopback.Kubernetes.Api;

internal sealed class Watching(ObjectStore store, TimeSpan bookmarkPeriod)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private readonly OpenWatches _open = new(store.Clock);

    public void Break() => _open.Break();

    public void Mute() => _open.Mute();

    public async Task AnswerAsync(Call call)
    {
        try
        {
            await _open.RunAsync(call.Http, () => WatchAsync(call));
        }
        catch (OperationCanceledException) when (call.Http.RequestAborted.IsCancellationRequested)
        {
            // The watcher disconnected.
        }
    }

    private async Task WriteAsync(Call call, string type, JsonObject one)
    {
        await _open.HoldAsync(call.Http);
        JsonObject shown = type is "ERROR" or "BOOKMARK" ? one : TableView.Of(call, one, store.Clock.GetUtcNow());
        await call.Http.Response.WriteAsync(
            new JsonObject { ["type"] = type, ["object"] = shown.Parent is null ? shown : shown.DeepClone() }.ToJsonString() + "\n",
            Encoding.UTF8,
            call.Http.RequestAborted
        );
        await call.Http.Response.Body.FlushAsync(call.Http.RequestAborted);
    }

    private async Task WatchAsync(Call call)
    {
        Selector selector = new(call.Kind, call.Query("labelSelector"), call.Query("fieldSelector"));
        CheckInitialEvents(call);
        TimeSpan limit = call.Number("timeoutSeconds") is { } seconds and > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds))
            : Longest;
        long asked = VersionOf(call);
        long begun = store.Clock.GetTimestamp();
        call.Http.Response.ContentType = "application/json";
        await call.Http.Response.Body.FlushAsync(call.Http.RequestAborted);
        if (await StartAsync(call, selector, asked) is not { } seen)
        {
            return;
        }

        long marked = store.Clock.GetTimestamp();
        while (store.Clock.GetElapsedTime(begun) < limit)
        {
            Task pulse = store.Pulse;
            foreach (StoreChange change in store.ChangesAfter(seen))
            {
                seen = change.Version;
                await TellAsync(call, selector, change);
            }

            if (call.Says("allowWatchBookmarks") && store.Clock.GetElapsedTime(marked) >= bookmarkPeriod)
            {
                marked = store.Clock.GetTimestamp();
                await WriteAsync(call, "BOOKMARK", Bare(call, seen));
            }

            await _open.HoldAsync(call.Http);
            await Task.WhenAny(pulse, Task.Delay(TimeSpan.FromMilliseconds(100), store.Clock, call.Http.RequestAborted));
            call.Http.RequestAborted.ThrowIfCancellationRequested();
        }
    }

    // Kubernetes API concepts, "Streaming lists".
    private static void CheckInitialEvents(Call call)
    {
        bool hasEvents = call.Query("sendInitialEvents").Length > 0;
        string error = (hasEvents, call.Query("resourceVersionMatch")) switch
        {
            (true, not "NotOlderThan") => "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
            (false, not "") => "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
            _ => "",
        };
        _ =
            error.Length == 0
                ? true
                : throw ApiFault.Invalid("ListOptions.meta.k8s.io", "", [FieldError.Forbidden("resourceVersionMatch", error)]);
    }

    // Unlike lists, watches report an invalid version as an internal error without a reason.
    private static long VersionOf(Call call)
    {
        string text = call.Query("resourceVersion");
        return text.Length == 0 || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? call.Number("resourceVersion") ?? 0
            : throw new ApiFault(
                500,
                "",
                $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax"
            );
    }

    private static JsonObject Bare(Call call, long version) =>
        new()
        {
            ["kind"] = call.Kind.Kind,
            ["apiVersion"] = call.Kind.ApiVersion,
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture),
                ["creationTimestamp"] = null,
            },
        };

    /// <returns>The version to continue from, or null if it is too old.</returns>
    private async Task<long?> StartAsync(Call call, Selector selector, long version)
    {
        bool isStreamedList = call.Says("sendInitialEvents");
        if (version > 0 && !isStreamedList)
        {
            if (version >= store.WatchableVersion)
            {
                return version;
            }

            await WriteAsync(call, "ERROR", ApiFault.Gone(version, store.WatchableVersion).ToStatus());
            return null;
        }

        long now = store.Version;
        if (!isStreamedList && call.Query("sendInitialEvents").Length > 0)
        {
            return now;
        }

        foreach (JsonObject one in store.ListAt(call.Kind, call.Namespace, now).Where(one => IsWatched(call, one) && selector.Matches(one)))
        {
            await WriteAsync(call, "ADDED", one);
        }

        if (isStreamedList && call.Says("allowWatchBookmarks"))
        {
            JsonObject end = Bare(call, now);
            end.Map("metadata", "annotations")["k8s.io/initial-events-end"] = "true";
            await WriteAsync(call, "BOOKMARK", end);
        }

        return now;
    }

    private static bool IsWatched(Call call, JsonObject one) => call.Name.Length == 0 || one.Text("metadata", "name") == call.Name;

    // An object that starts or stops matching the selector is reported to the watcher as added or deleted.
    private Task TellAsync(Call call, Selector selector, StoreChange change)
    {
        if (
            change.Key.Kind != call.Kind
            || (call.Namespace.Length > 0 && change.Key.Namespace != call.Namespace)
            || !IsWatched(call, change.After)
        )
        {
            return Task.CompletedTask;
        }

        bool was = change.Before is { } before && selector.Matches(before);
        bool isNow = change.Type != "DELETED" && selector.Matches(change.After);
        return (was, isNow) switch
        {
            (false, true) => WriteAsync(call, "ADDED", change.After.Copy()),
            (true, true) => WriteAsync(call, "MODIFIED", change.After.Copy()),
            (true, false) => WriteAsync(call, "DELETED", change.After.Copy()),
            _ => Task.CompletedTask,
        };
    }
}
