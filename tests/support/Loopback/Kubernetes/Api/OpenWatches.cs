namespace Loopback.Kubernetes.Api;

/// <summary>Connections of watches, which can be closed or silenced.</summary>
internal sealed class OpenWatches(TimeProvider clock)
{
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

    public void Mute()
    {
        lock (_gate)
        {
            _silent.UnionWith(_open);
        }
    }

    /// <summary>Runs a watch, which is open until it returns.</summary>
    public async Task RunAsync(HttpContext http, Func<Task> watch)
    {
        lock (_gate)
        {
            _open.Add(http);
        }

        try
        {
            await watch();
        }
        finally
        {
            lock (_gate)
            {
                _open.Remove(http);
                _silent.Remove(http);
            }
        }
    }

    /// <summary>Waits without end if the watch is silenced.</summary>
    public async Task HoldAsync(HttpContext http)
    {
        bool isSilent;
        lock (_gate)
        {
            isSilent = _silent.Contains(http);
        }

        if (isSilent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted);
        }
    }
}
