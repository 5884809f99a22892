using Microsoft.AspNetCore.Http;
using Scalewright.Listeners;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Managing;

namespace Scalewright.Storage.Testing.Remote;

/// <summary>Carries an HTTP request to the manager's core.</summary>
internal static class DoorRequest
{
    public static async Task AnswerAsync(StorageManager manager, HttpContext context)
    {
        ManagerReply reply = await manager.AnswerAsync(
            new ManagerRequest(context.Request.Method, context.Request.Path.Value!.TrimStart('/'))
            {
                Query = context.Request.Query.ToDictionary(item => item.Key, item => item.Value.ToString(), StringComparer.Ordinal),
                Body = ListenerFront.BodyOf(context),
                ClientName = context.Request.Headers[HttpLine.NameHeader].FirstOrDefault(),
                SessionCookie = context.Request.Cookies["sessionid"],
                CsrfToken = context.Request.Headers["X-CSRFToken"].FirstOrDefault(),
            },
            context.RequestAborted);
        context.Response.StatusCode = reply.Status;
        AddCookie(context, "sessionid", reply.SessionCookie);
        AddCookie(context, "csrftoken", reply.CsrfCookie);
        if (reply.Status != StatusCodes.Status204NoContent)
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = reply.Body.Length;
            await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
        }
    }

    private static void AddCookie(HttpContext context, string name, string? value)
    {
        if (value is not null)
        {
            context.Response.Cookies.Append(name, value, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/" });
        }
    }
}
