using Microsoft.AspNetCore.Http;
using StorageSample.Managing;

namespace StorageSample;

/// <summary>Sends the content of the page as server-sent events: immediately and after each change.</summary>
internal sealed class LiveStream(LiveStatus page)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        ReadOnlyMemory<byte> last = default;
        try
        {
            while (true)
            {
                ReadOnlyMemory<byte> now = page.ToJson();
                if (!now.Span.SequenceEqual(last.Span))
                {
                    await context.Response.Body.WriteAsync("data: "u8.ToArray(), context.RequestAborted);
                    await context.Response.Body.WriteAsync(now, context.RequestAborted);
                    await context.Response.Body.WriteAsync("\n\n"u8.ToArray(), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    last = now;
                }

                await Task.Delay(Pause, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected.
        }
    }
}
