using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Scalewright.Listeners;

/// <summary>
/// Stands before every HTTP service: checks names, content type and size, reads bodies within one budget, and shows no
/// failure to callers.
/// </summary>
/// <param name="rules">The rules.</param>
/// <param name="refuse">Answers a refused request in the words of the service; null: plain text.</param>
public sealed class ListenerFront(ListenerRules rules, Func<HttpContext, ListenerRefusal, Task>? refuse = null)
{
    private readonly RequestNames _names = new(rules);
    private readonly ByteBudget _budget = new(
        rules.MaxHeldBytes,
        rules.ReleaseMemory is { } release ? new MemoryRelease(rules.MaxHeldBytes / 4, TimeProvider.System, release) : null);

    /// <summary>Bytes that bodies hold now, beyond the first piece of each.</summary>
    public long HeldBytes => _budget.HeldBytes;

    /// <summary>Sets the limits of a server.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = rules.MaxConnections;

        // Larger bodies are refused here, in the words of the service.
        kestrel.Limits.MaxRequestBodySize = null;
    }

    /// <summary>Lets a request through, or refuses it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">The service; finds the body by <see cref="BodyOf"/>.</param>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        using RequestBody body = new(_budget);
        try
        {
            ListenerRefusal? refusal = CheckHead(context) ?? await ReadAsync(context, body);
            if (refusal is not null)
            {
                await RefuseAsync(context, refusal);
                return;
            }

            context.Features.Set(body);
            await next(context);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, new ListenerRefusal(exception.StatusCode, exception.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; nobody reads an answer.
        }
    }

    /// <summary>The body of a request that was let through.</summary>
    public static ReadOnlyMemory<byte> BodyOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.GetRequiredFeature<RequestBody>().Bytes;
    }

    private ListenerRefusal? CheckHead(HttpContext context)
    {
        HttpRequest request = context.Request;
        string own = $"{request.Scheme}://{request.Host.Value}";
        return _names.Check(request.Host.Host, own, context.Connection.LocalIpAddress, request.Headers.Origin, request.Headers["Sec-Fetch-Site"].FirstOrDefault())
            ?? CheckBody(context);
    }

    private ListenerRefusal? CheckBody(HttpContext context)
    {
        if (!HasBody(context))
        {
            return null;
        }

        // Pages may send some types to other sites without a question.
        string type = context.Request.ContentType ?? "";
        string media = type.Split(';')[0].Trim();
        if (!rules.ContentTypes.Any(known => known == ListenerRules.Any || known.Equals(media, StringComparison.OrdinalIgnoreCase)))
        {
            string accepted = rules.ContentTypes.Count == 0 ? "requests have no body here" : $"use {string.Join(" or ", rules.ContentTypes)}";
            return new ListenerRefusal(StatusCodes.Status415UnsupportedMediaType, $"A body of type '{Printable.Escape(media)}' is not taken; {accepted}.");
        }

        return context.Request.ContentLength > rules.MaxRequestBytes ? RequestBody.TooLarge(rules.MaxRequestBytes) : null;
    }

    private async Task<ListenerRefusal?> ReadAsync(HttpContext context, RequestBody body)
    {
        if (!HasBody(context))
        {
            return null;
        }

        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        late.CancelAfter(rules.BodyTimeout);
        try
        {
            return await body.ReadAsync(context.Request.Body, rules.MaxRequestBytes, late.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return new ListenerRefusal(StatusCodes.Status408RequestTimeout, FormattableString.Invariant($"The body did not come within {rules.BodyTimeout.TotalSeconds} s."));
        }
    }

    private static bool HasBody(HttpContext context) =>
        context.Request.ContentLength > 0 || (context.Request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true });

    private async Task RefuseAsync(HttpContext context, ListenerRefusal refusal)
    {
        // What is left of the request is not read, so nothing can follow it.
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        context.Response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        if (refuse is not null)
        {
            await refuse(context, refusal);
            return;
        }

        context.Response.ContentType = MediaTypeNames.Text.Plain;
        await context.Response.WriteAsync($"{refusal.Reason}\n", context.RequestAborted);
    }
}

/// <summary>The answer to a request that is not let through.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">A sentence: what was found and what is accepted.</param>
public sealed record ListenerRefusal(int Status, string Reason);
