using Loopback.Kubernetes.Objects;
using Loopback.Kubernetes.Tables;

namespace Loopback.Kubernetes.Api;

internal sealed class Watching(ObjectStore store, TimeSpan bookmarkPeriod)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly List<HttpContext> _open = [];
    private readonly HashSet<HttpContext> _silent = [];

    public void Break()
    {
        HttpContext[] open;
        lock (_gate)
        {
            open = [.. _open];
        }

        foreach (HttpContext one in open)
        {
            one.Abort();
        }
    }

    /// <summary>Keeps watch connections open but silent, as a network does that loses its connection state.</summary>
    public void Mute()
    {
        lock (_gate)
        {
            _silent.UnionWith(_open);
        }
    }

    public async Task AnswerAsync(Call call)
    {
        Track(call.Http, isOpen: true);
        try
        {
            await WatchAsync(call);
        }
        catch (OperationCanceledException) when (call.Http.RequestAborted.IsCancellationRequested)
        {
            // The watcher disconnected.
        }
        finally
        {
            Track(call.Http, isOpen: false);
        }
    }

    private async Task WriteAsync(Call call, string type, JsonObject one)
    {
        await HoldAsync(call);
        JsonObject shown = type is "ERROR" or "BOOKMARK" ? one : TableView.Of(call, one, store.Clock.GetUtcNow());
        await call.Http.Response.WriteAsync(new JsonObject { ["type"] = type, ["object"] = shown.Parent is null ? shown : shown.DeepClone() }.ToJsonString() + "\n", Encoding.UTF8, call.Http.RequestAborted);
        await call.Http.Response.Body.FlushAsync(call.Http.RequestAborted);
    }

    private async Task HoldAsync(Call call)
    {
        bool isSilent;
        lock (_gate)
        {
            isSilent = _silent.Contains(call.Http);
        }

        if (isSilent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, store.Clock, call.Http.RequestAborted);
        }
    }

    private void Track(HttpContext http, bool isOpen)
    {
        lock (_gate)
        {
            if (isOpen)
            {
                _open.Add(http);
            }
            else
            {
                _open.Remove(http);
                _silent.Remove(http);
            }
        }
    }

    private async Task WatchAsync(Call call)
    {
        Selector selector = new(call.Query("labelSelector"), call.Query("fieldSelector"));
        TimeSpan limit = call.Number("timeoutSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)) : Longest;
        long asked = call.Number("resourceVersion") ?? 0;
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

            await HoldAsync(call);
            await Task.WhenAny(pulse, Task.Delay(TimeSpan.FromMilliseconds(100), store.Clock, call.Http.RequestAborted));
            call.Http.RequestAborted.ThrowIfCancellationRequested();
        }
    }

    private static JsonObject Bare(Call call, long version) => new()
    {
        ["kind"] = call.Kind.Kind, ["apiVersion"] = call.Kind.ApiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null },
    };

    /// <returns>The version to continue from, or null if it is too old.</returns>
    private async Task<long?> StartAsync(Call call, Selector selector, long version)
    {
        if (version > 0)
        {
            if (version >= store.CompactedVersion)
            {
                return version;
            }

            await WriteAsync(call, "ERROR", ApiFault.Gone(version, store.CompactedVersion).ToStatus());
            return null;
        }

        long now = store.Version;
        foreach (JsonObject one in store.ListAt(call.Kind, call.Namespace, now).Where(one => IsWatched(call, one) && selector.Matches(one)))
        {
            await WriteAsync(call, "ADDED", one);
        }

        return now;
    }

    private static bool IsWatched(Call call, JsonObject one) => call.Name.Length == 0 || one.Text("metadata", "name") == call.Name;

    // An object that starts or stops matching the selector is reported to the watcher as added or deleted.
    private Task TellAsync(Call call, Selector selector, StoreChange change)
    {
        if (change.Key.Kind != call.Kind || (call.Namespace.Length > 0 && change.Key.Namespace != call.Namespace) || !IsWatched(call, change.After))
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
