namespace Loopback.Services;

public sealed class FaultList
{
    private readonly Lock _gate = new();
    private readonly List<(Fault Fault, int Left)> _faults = [];
    private readonly List<string> _seen = [];
    private int _held;

    /// <summary>As <c>GET /path?query</c>.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>Called when a request that may change something has taken effect, before its response.</summary>
    public Func<HttpRequest, Task>? BeforeReply { get; set; }

    /// <summary>Handles requests below <c>/loopback</c>, a path that no emulated API has, without faults.</summary>
    public RequestDelegate? Control { get; set; }

    /// <summary>The clock of <see cref="FaultKind.Slow"/>.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public IReadOnlyList<(Fault Fault, int Left)> Coming
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults.Where(entry => entry.Left > 0)];
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    public void Add(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add((fault, fault.Times));
        }
    }

    /// <summary>Includes the requests of clients that were killed.</summary>
    public async Task UntilIdleAsync()
    {
        while (Volatile.Read(ref _held) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public async Task AnswerAsync(HttpContext context, RequestDelegate answer)
    {
        if (Control is { } control && context.Request.Path.StartsWithSegments("/loopback", StringComparison.Ordinal))
        {
            await control(context);
            return;
        }

        switch (Take(context.Request))
        {
            case null when BeforeReply is { } before && context.Request.Method is not ("GET" or "HEAD"):
                await HoldAsync(context, answer, before);
                break;
            case null:
                await answer(context);
                break;
            case { Kind: FaultKind.Answer } fault:
                context.Response.StatusCode = fault.Status;
                context.Response.Headers.RetryAfter = fault.RetryAfter?.ToString() ?? default(Microsoft.Extensions.Primitives.StringValues);
                if (fault.Location.Length > 0)
                {
                    context.Response.Headers.Location = fault.Location;
                }

                await context.Request.Body.CopyToAsync(Stream.Null);
                await context.Response.WriteAsync(fault.Body);
                break;
            case { Kind: FaultKind.LoseRequest }:
                context.Abort();
                break;
            case { Kind: FaultKind.Silence }:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                    .ContinueWith(static _ => { }, TaskScheduler.Default);
                break;
            case { Kind: FaultKind.Slow } fault:
                await Task.Delay(fault.Delay, Clock, context.RequestAborted);
                await answer(context);
                break;
            case { Kind: FaultKind.Duplicate }:
                await DuplicateAsync(context, answer);
                break;
            case { } fault:
                await BreakAsync(context, answer, fault);
                break;
        }
    }

    private async Task HoldAsync(HttpContext context, RequestDelegate answer, Func<HttpRequest, Task> before)
    {
        Interlocked.Increment(ref _held);
        try
        {
            Stream body = context.Response.Body;
            using MemoryStream whole = new();
            context.Response.Body = whole;
            await answer(context);
            context.Response.Body = body;
            await before(context.Request);
            await body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length), context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }

    private static async Task BreakAsync(HttpContext context, RequestDelegate answer, Fault fault)
    {
        Stream body = context.Response.Body;
        using MemoryStream whole = new();
        context.Response.Body = whole;
        await answer(context);
        context.Response.Body = body;
        if (fault.Kind != FaultKind.BreakReply || whole.Length == 0)
        {
            context.Abort();
            return;
        }

        // The server closes the connection after a response that is shorter than announced. Abort() would drop what was
        // not sent yet.
        context.Response.ContentLength = whole.Length;
        await body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)Math.Min(fault.Bytes, whole.Length - 1)), context.RequestAborted);
        await body.FlushAsync(context.RequestAborted);
    }

    private static async Task DuplicateAsync(HttpContext context, RequestDelegate answer)
    {
        using MemoryStream request = new();
        await context.Request.Body.CopyToAsync(request, context.RequestAborted);
        Stream body = context.Response.Body;
        request.Position = 0;
        context.Request.Body = request;
        using MemoryStream first = new();
        context.Response.Body = first;
        await answer(context);
        context.Response.Body = body;
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.Clear();
        request.Position = 0;
        await answer(context);
    }

    private Fault? Take(HttpRequest request)
    {
        lock (_gate)
        {
            _seen.Add($"{request.Method} {request.Path}{request.QueryString}");
            int at = _faults.FindIndex(entry => entry.Left > 0 && entry.Fault.When(request));
            if (at < 0)
            {
                return null;
            }

            (Fault fault, int left) = _faults[at];
            _faults[at] = (fault, left - 1);
            return fault;
        }
    }
}
