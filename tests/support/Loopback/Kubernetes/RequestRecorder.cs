namespace Loopback.Kubernetes;

public sealed class RequestRecorder
{
    private readonly Lock _gate = new();
    private readonly List<ReceivedRequest> _heard = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns the recorded requests and clears them.</summary>
    public IReadOnlyList<ReceivedRequest> Take()
    {
        lock (_gate)
        {
            ReceivedRequest[] heard = [.. _heard];
            _heard.Clear();
            return heard;
        }
    }

    public async Task UntilAsync(Func<IReadOnlyList<ReceivedRequest>, bool> isHeard)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (isHeard(_heard))
                {
                    return;
                }

                next = _next.Task;
            }

            await next;
        }
    }

    /// <summary>Returns middleware that records the requests for the current recorder, if any.</summary>
    internal static Func<HttpContext, RequestDelegate, Task> Before(Func<RequestRecorder?> current) =>
        async (context, next) =>
        {
            await (current()?.NoteAsync(context.Request) ?? Task.CompletedTask);
            await next(context);
        };

    /// <summary>The body of the request can still be read afterwards.</summary>
    internal async Task NoteAsync(HttpRequest request)
    {
        string body = "";

        // An upgraded connection has no body and must not be read here.
        if (!request.Headers.Connection.ToString().Contains("Upgrade", StringComparison.OrdinalIgnoreCase))
        {
            request.EnableBuffering();
            using StreamReader reader = new(request.Body, Encoding.UTF8, leaveOpen: true);
            body = await reader.ReadToEndAsync();
            request.Body.Position = 0;
        }

        lock (_gate)
        {
            _heard.Add(
                new ReceivedRequest(
                    request.Method,
                    $"{request.Path}{request.QueryString}",
                    request.ContentType ?? "",
                    body,
                    request.Headers.Accept.ToString()
                )
            );
            TaskCompletionSource heard = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            heard.SetResult();
        }
    }
}
