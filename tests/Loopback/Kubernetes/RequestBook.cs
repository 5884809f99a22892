using System.Text;
using Microsoft.AspNetCore.Http;

namespace Loopback.Kubernetes;

/// <summary>Writes down the requests that come, in their order, with their bodies.</summary>
public sealed class RequestBook
{
    private readonly Lock _gate = new();
    private readonly List<HeardRequest> _heard = [];

    /// <summary>Gives what was written down, and begins anew.</summary>
    public IReadOnlyList<HeardRequest> Take()
    {
        lock (_gate)
        {
            HeardRequest[] heard = [.. _heard];
            _heard.Clear();
            return heard;
        }
    }

    /// <summary>Writes down a request; its body can be read afterwards as before.</summary>
    internal async Task NoteAsync(HttpRequest request)
    {
        string body = "";

        // What becomes another protocol has no body, and must not be read here.
        if (!request.Headers.Connection.ToString().Contains("Upgrade", StringComparison.OrdinalIgnoreCase))
        {
            request.EnableBuffering();
            using StreamReader reader = new(request.Body, Encoding.UTF8, leaveOpen: true);
            body = await reader.ReadToEndAsync();
            request.Body.Position = 0;
        }

        lock (_gate)
        {
            _heard.Add(new HeardRequest(request.Method, $"{request.Path}{request.QueryString}", request.ContentType ?? "", body, request.Headers.Accept.ToString()));
        }
    }
}
