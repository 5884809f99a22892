using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Scalewright.Listeners;

/// <summary>Checks names, content type and size of requests, and hides failures from callers.</summary>
/// <remarks>Runs before every HTTP service. Reads all bodies within one budget.</remarks>
/// <param name="rules">The rules.</param>
/// <param name="refuse">Responds to a refused request in the service's format; null: plain text.</param>
public sealed class RequestGate(ListenerRules rules, Func<HttpContext, ListenerRefusal, Task>? refuse = null)
{
    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(30);

    private readonly HostHeaderCheck _names = new(rules);
    private readonly ByteBudget _budget = new(
        rules.MaxHeldBytes,
        rules.ReleaseMemory is { } release ? new MemoryRelease(rules.MaxHeldBytes / 4, TimeProvider.System, release) : null
    );

    /// <summary>Number of bytes that bodies currently hold, beyond the first 16 KiB of each.</summary>
    public long HeldBytes => _budget.HeldBytes;

    /// <summary>Sets the limits of a server.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = rules.MaxConnections;

        // Larger bodies are refused here, in the service's format.
        kestrel.Limits.MaxRequestBodySize = null;
    }

    /// <summary>Passes a request to the service, or refuses it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">The service. It gets the body from <see cref="BodyOf"/>.</param>
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
                await RejectAsync(context, refusal);
                return;
            }

            context.Features.Set(body);
            await next(context);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await RejectAsync(context, new ListenerRefusal(exception.StatusCode, exception.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected and reads no response.
        }
    }

    /// <summary>Returns the body of an accepted request.</summary>
    public static ReadOnlyMemory<byte> BodyOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.GetRequiredFeature<RequestBody>().Bytes;
    }

    private ListenerRefusal? CheckHead(HttpContext context)
    {
        HttpRequest request = context.Request;
        string ownOrigin = $"{request.Scheme}://{request.Host.Value}";
        return _names.Check(
            request.Host.Host,
            ownOrigin,
            context.Connection.LocalIpAddress,
            request.Headers.Origin,
            request.Headers["Sec-Fetch-Site"].FirstOrDefault()
        ) ?? CheckBody(context);
    }

    private ListenerRefusal? CheckBody(HttpContext context)
    {
        if (!HasBody(context))
        {
            return null;
        }

        // Browsers let pages send some media types to other sites without a preflight request.
        string type = context.Request.ContentType ?? "";
        string media = type.Split(';')[0].Trim();
        if (
            !rules.ContentTypes.Any(contentType =>
                contentType == ListenerRules.Any || contentType.Equals(media, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            string accepted =
                rules.ContentTypes.Count == 0 ? "requests have no body here" : $"use {string.Join(" or ", rules.ContentTypes)}";
            return new ListenerRefusal(
                StatusCodes.Status415UnsupportedMediaType,
                $"A body of type '{TextEscaping.Escape(media)}' is not taken; {accepted}."
            );
        }

        return context.Request.ContentLength > rules.MaxRequestBytes ? RequestBody.TooLarge(rules.MaxRequestBytes) : null;
    }

    private async Task<ListenerRefusal?> ReadAsync(HttpContext context, RequestBody body)
    {
        if (!HasBody(context))
        {
            return null;
        }

        using CancellationTokenSource timeoutSource = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeoutSource.CancelAfter(BodyTimeout);
        try
        {
            return await body.ReadAsync(context.Request.Body, rules.MaxRequestBytes, timeoutSource.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return new ListenerRefusal(
                StatusCodes.Status408RequestTimeout,
                FormattableString.Invariant($"The body did not come within {BodyTimeout.TotalSeconds} s.")
            );
        }
    }

    private static bool HasBody(HttpContext context) =>
        context.Request.ContentLength > 0
        || (context.Request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true });

    private async Task RejectAsync(HttpContext context, ListenerRefusal refusal)
    {
        // The rest of the request is not read, so the connection cannot be used for another request.
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

/// <summary>Response to a refused request.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">Sentence that states what was found and what is accepted.</param>
public sealed record ListenerRefusal(int Status, string Reason);

/// <summary>Checks host and origin of a request, to reject requests from pages of other sites.</summary>
internal sealed class HostHeaderCheck(ListenerRules rules)
{
    /// <param name="host">Value of <c>Host</c> without its port; IPv6 in brackets.</param>
    /// <param name="ownOrigin">Origin of the listener with that host, for example <c>http://localhost:8000</c>.</param>
    /// <param name="address">Address that the caller connected to, or null.</param>
    /// <param name="origins">Values of <c>Origin</c>.</param>
    /// <param name="site">Value of <c>Sec-Fetch-Site</c>; null if no browser sent it.</param>
    public ListenerRefusal? Check(string host, string ownOrigin, IPAddress? address, IReadOnlyList<string?> origins, string? site)
    {
        if (!IsAllowed(host, address))
        {
            return new ListenerRefusal(
                403,
                $"Host '{TextEscaping.Escape(host)}' is not served here; use localhost, the address of the listener, "
                    + "or an allowed host."
            );
        }

        bool isAnyAllowed = rules.AllowedOrigins.Contains(ListenerRules.Any, StringComparer.Ordinal);
        if (isAnyAllowed)
        {
            return null;
        }

        if (origins.FirstOrDefault(origin => !IsOwnOrAllowed(origin, ownOrigin)) is { } foreign)
        {
            return new ListenerRefusal(
                403,
                $"Origin '{TextEscaping.Escape(foreign)}' may not call this listener; pages of {ownOrigin} and of allowed origins may."
            );
        }

        // Browsers send no Origin with a GET to another site, for example for an image.
        return origins.Count == 0 && site is not (null or "same-origin" or "none")
            ? new ListenerRefusal(403, "Pages of other sites may not call this listener.")
            : null;
    }

    private bool IsAllowed(string host, IPAddress? address)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal))
        {
            // An attacker can make a host name resolve to this machine, but not an address.
            return IPAddress.IsLoopback(literal) || Plain(literal).Equals(address is null ? null : Plain(address)) || IsListed(host);
        }

        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IsListed(host);
    }

    private bool IsListed(string host) =>
        rules.AllowedHosts.Any(allowed => allowed == ListenerRules.Any || allowed.Equals(host, StringComparison.OrdinalIgnoreCase));

    private bool IsOwnOrAllowed(string? origin, string ownOrigin) =>
        ownOrigin.Equals(origin, StringComparison.OrdinalIgnoreCase)
        || rules.AllowedOrigins.Any(allowed => allowed.Equals(origin, StringComparison.OrdinalIgnoreCase));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

/// <summary>Body of a request, read within a budget. Disposing returns its bytes.</summary>
internal sealed class RequestBody(ByteBudget budget) : IDisposable
{
    // Not part of the budget: the number of connections limits these bytes. Small requests are therefore accepted even
    // while large ones use the whole budget.
    private const int FreeBytes = 16 * 1024;

    private byte[] _buffer = [];
    private int _count;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _count);

    /// <summary>Reads a body to its end.</summary>
    /// <returns>Null on success; otherwise the refusal.</returns>
    public async Task<ListenerRefusal?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            // One byte more than allowed shows that the body is too large.
            if (_count == _buffer.Length && !TryGrow((int)Math.Min((long)maxBytes + 1, Math.Max(FreeBytes, _buffer.Length * 2L))))
            {
                return new ListenerRefusal(503, "Requests under way hold all the memory that bodies may have; try again later.");
            }

            int read = await stream.ReadAsync(_buffer.AsMemory(_count), cancellationToken);
            _count += read;
            if (_count > maxBytes)
            {
                return TooLarge(maxBytes);
            }

            if (read == 0)
            {
                return null;
            }
        }
    }

    public static ListenerRefusal TooLarge(int maxBytes) =>
        new(413, FormattableString.Invariant($"The body is larger than {maxBytes} bytes."));

    public void Dispose()
    {
        budget.Return(Counted(_buffer.Length));
        (_buffer, _count) = ([], 0);
    }

    private bool TryGrow(int length)
    {
        if (!budget.TryTake(Counted(length) - Counted(_buffer.Length)))
        {
            return false;
        }

        Array.Resize(ref _buffer, length);
        return true;
    }

    private static int Counted(int length) => Math.Max(0, length - FreeBytes);
}
