using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Endpoints among the routes of a web application.</summary>
public static class AutoScalingRouteExtensions
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>Serves an endpoint at <c>/</c>, for every verb.</summary>
    /// <param name="routes">The application.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapAutoScaling(this IEndpointRouteBuilder routes, AutoScalingEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(endpoint);
        routes.Map("/{**path}", context => ServeAsync(endpoint, context));
        return routes;
    }

    private static async Task ServeAsync(AutoScalingEndpoint endpoint, HttpContext context)
    {
        ReadOnlyMemory<byte>? body = context.Request.ContentLength > endpoint.RequestBytesMax ? null : await ReadAsync(context.Request.Body, endpoint.RequestBytesMax, context.RequestAborted);
        QueryReply reply = body is { } bytes
            ? await endpoint.AnswerAsync(MessageOf(context, bytes), context.RequestAborted)
            : endpoint.Refuse(WireFault.RequestTooLarge(endpoint.RequestBytesMax));
        if (body is null)
        {
            // What is left of the request is not read, so nothing can follow it.
            context.Response.Headers.Connection = "close";
        }

        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = QueryReply.ContentType;
        context.Response.ContentLength = reply.Body.Length;
        context.Response.Headers["x-amzn-RequestId"] = reply.RequestId;
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    /// <summary>The target as it was sent: signatures cover it byte by byte.</summary>
    private static QueryMessage MessageOf(HttpContext context, ReadOnlyMemory<byte> body)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int question = target.IndexOf('?', StringComparison.Ordinal);
        (string path, string query) = question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
        IEnumerable<KeyValuePair<string, string>> headers = context.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")));
        return new QueryMessage(context.Request.Method, path, query, headers.ToValueList(), body);
    }

    /// <returns>Null when there is more than is allowed.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, int bytesMax, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        byte[] piece = new byte[PieceBytes];
        while (await body.ReadAsync(piece, cancellationToken) is var count and > 0)
        {
            if (all.Length + count > bytesMax)
            {
                return null;
            }

            await all.WriteAsync(piece.AsMemory(0, count), cancellationToken);
        }

        return all.ToArray();
    }
}
