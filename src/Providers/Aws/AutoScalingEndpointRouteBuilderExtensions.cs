using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Scalewright.Listeners;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Extension methods that map endpoints in a web application.</summary>
public static class AutoScalingEndpointRouteBuilderExtensions
{
    // The application itself limits hosts and origins.
    private static readonly AutoScalingServerOptions OfApplication = new()
    {
        AllowedHosts = [ListenerRules.Any],
        AllowedOrigins = [ListenerRules.Any],
    };

    /// <summary>
    /// Maps an endpoint to <c>/</c>, for all HTTP methods. Limits on hosts, origins and connections are those of the
    /// application.
    /// </summary>
    /// <param name="routes">Route builder of the application.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>The route builder.</returns>
    public static IEndpointRouteBuilder MapAutoScaling(this IEndpointRouteBuilder routes, AutoScalingEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(endpoint);
        RequestGate gate = CreateGate(endpoint, OfApplication);
        routes.Map("/{**path}", context => gate.InvokeAsync(context, inner => HandleAsync(endpoint, inner)));
        return routes;
    }

    /// <summary>Creates the request gate of an endpoint. It formats rejections as the API does.</summary>
    internal static RequestGate CreateGate(AutoScalingEndpoint endpoint, AutoScalingServerOptions options) =>
        new(
            new ListenerRules
            {
                AllowedHosts = options.AllowedHosts,
                AllowedOrigins = options.AllowedOrigins,

                // Signatures cover a body of any type. Without a signature, the API returns its own error code.
                ContentTypes = [ListenerRules.Any],
                MaxConnections = options.MaxConnections,
                MaxRequestBytes = endpoint.MaxRequestBytes,
                MaxHeldBytes = options.MaxBufferedBytes,
            },
            (context, rejection) => SendAsync(context, endpoint.Reject(GetError(rejection, endpoint.MaxRequestBytes)))
        );

    /// <summary>Processes a request that the request gate accepted.</summary>
    internal static async Task HandleAsync(AutoScalingEndpoint endpoint, HttpContext context) =>
        await SendAsync(context, await endpoint.HandleAsync(CreateRequest(context, RequestGate.BodyOf(context)), context.RequestAborted));

    private static QueryError GetError(ListenerRefusal rejection, int maxBytes) =>
        rejection.Status switch
        {
            StatusCodes.Status413PayloadTooLarge => QueryError.RequestTooLarge(maxBytes),
            StatusCodes.Status503ServiceUnavailable => QueryError.ServiceUnavailable,
            StatusCodes.Status403Forbidden => new QueryError(rejection.Status, "AccessDenied", rejection.Reason),
            _ => new QueryError(rejection.Status, "InvalidRequest", rejection.Reason),
        };

    private static async Task SendAsync(HttpContext context, QueryResponse response)
    {
        context.Response.StatusCode = response.Status;
        context.Response.ContentType = QueryResponse.ContentType;
        context.Response.ContentLength = response.Body.Length;
        context.Response.Headers["x-amzn-RequestId"] = response.RequestId;
        await context.Response.Body.WriteAsync(response.Body, context.RequestAborted);
    }

    /// <summary>Keeps the raw target, since signatures cover it byte by byte.</summary>
    private static QueryRequest CreateRequest(HttpContext context, ReadOnlyMemory<byte> body)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int question = target.IndexOf('?', StringComparison.Ordinal);
        (string path, string query) = question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
        IEnumerable<KeyValuePair<string, string>> headers = context.Request.Headers.SelectMany(header =>
            header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? ""))
        );
        return new QueryRequest(context.Request.Method, path, query, headers.ToValueList(), body) { Connection = context.Connection.Id };
    }
}
