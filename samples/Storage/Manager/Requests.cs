using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Scalewright.Listeners;
using Scalewright.Storage.Agents;
using StorageSample.Managing;

namespace StorageSample;

/// <summary>Forwards HTTP requests to the manager's core.</summary>
internal static class Requests
{
    public static async Task AnswerAsync(StorageManager manager, HttpContext context)
    {
        X509Certificate2? shown = context.Connection.ClientCertificate;
        bool isPlain = !context.Request.IsHttps;
        StorageManagerRequest request = new(context.Request.Method, context.Request.Path.Value!.TrimStart('/'))
        {
            Query = context.Request.Query.ToDictionary(item => item.Key, item => item.Value.ToString(), StringComparer.Ordinal),
            RepeatedParameters = [.. context.Request.Query.Where(item => item.Value.Count > 1).Select(item => item.Key)],
            Body = RequestGate.BodyOf(context),
            ClientAddress = context.Connection.RemoteIpAddress,

            // With TLS, only the certificate proves the name, not a header.
            ClientName = isPlain ? context.Request.Headers[HttpManagerChannel.NameHeader].FirstOrDefault() : shown?.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            ClientSerial = isPlain ? null : shown?.SerialNumber,
            SessionCookie = context.Request.Cookies["sessionid"],
            CsrfToken = context.Request.Headers["X-CSRFToken"].FirstOrDefault(),
        };
        await SendAsync(context, await manager.HandleAsync(request, context.RequestAborted));
    }

    private static async Task SendAsync(HttpContext context, StorageManagerResponse reply)
    {
        context.Response.StatusCode = reply.Status;
        AddCookie(context, "sessionid", reply.SessionCookie, isHidden: true);
        AddCookie(context, "csrftoken", reply.CsrfCookie, isHidden: false);
        if (reply.Status != StatusCodes.Status204NoContent)
        {
            context.Response.Headers[HeaderNames.ContentType] = "application/json";
            context.Response.ContentLength = reply.Body.Length;
            await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
        }
    }

    private static void AddCookie(HttpContext context, string name, string? value, bool isHidden)
    {
        if (value is not null)
        {
            context.Response.Cookies.Append(name, value, new CookieOptions { HttpOnly = isHidden, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/" });
        }
    }
}
