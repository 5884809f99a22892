using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Scalewright.Listeners;

namespace Storage.Remote.Tests;

/// <summary>HTTP access to manager and equipment on the loopback interface, and by a socket.</summary>
internal sealed class SiteEndpoint : IAsyncDisposable
{
    // The limits of a manager that serves by itself.
    private const int MaxRequestBytes = 16 * 1024 * 1024;
    private const long MaxHeldBytes = 64 * 1024 * 1024;

    private readonly WebApplication _application;
    private readonly DirectoryInfo _folder;
    private readonly StorageManager _manager;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _shutOut = new(StringComparer.Ordinal);
    private readonly Dictionary<HttpContext, string> _inside = [];

    private SiteEndpoint(WebApplication application, DirectoryInfo folder, StorageManager manager) =>
        (_application, _folder, _manager) = (application, folder, manager);

    public int Port { get; private set; }

    /// <summary>The token that clients send as <c>Authorization: Bearer TOKEN</c>.</summary>
    public string Token { get; } = BasicAccess.NewToken();

    /// <summary>A socket that only this user can access.</summary>
    public string Socket => SocketIn(_folder);

    public static async Task<SiteEndpoint> OpenAsync(StorageManager manager, Equipment equipment, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sw-door-");
        RequestGate front = new(
            new ListenerRules
            {
                ContentTypes = [MediaTypeNames.Application.Json],
                MaxRequestBytes = MaxRequestBytes,
                MaxHeldBytes = MaxHeldBytes,
            }
        );
        WebApplication application = ListenerApplication.Build(front, kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.ListenUnixSocket(SocketIn(folder));
        });
        SiteEndpoint door = new(application, folder, manager);
        BasicAccess access = BasicAccess.ByToken(door.Token, TimeProvider.System);
        application.Map($"/{EquipmentChannel.Root}/{{**path}}", context => access.InvokeAsync(context, equipment.AnswerAsync));
        application.MapFallback("/{**path}", context => access.InvokeAsync(context, door.AnswerAsync));
        await application.StartAsync(cancellationToken);
        door.Port = ListenerApplication.AddressesOf(application).Single(address => address.IsLoopback).Port;
        return door;
    }

    /// <summary>Also aborts the requests of the server to the manager.</summary>
    public void ShutOut(string fqdn, bool isOut)
    {
        HttpContext[] broken;
        lock (_gate)
        {
            _ = isOut ? _shutOut.Add(fqdn) : _shutOut.Remove(fqdn);
            broken = isOut ? [.. _inside.Where(guest => guest.Value == fqdn).Select(guest => guest.Key)] : [];
        }

        foreach (HttpContext context in broken)
        {
            context.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Requests that the manager holds would keep it open.
        using CancellationTokenSource atOnce = new();
        await atOnce.CancelAsync();
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string SocketIn(DirectoryInfo folder) => Path.Join(folder.FullName, "socket");

    private async Task AnswerAsync(HttpContext context)
    {
        string fqdn = context.Request.Headers[HttpManagerChannel.NameHeader].ToString();
        if (!Enter(context, fqdn))
        {
            context.Abort();
            return;
        }

        try
        {
            await SiteRequest.AnswerAsync(_manager, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
        }
        finally
        {
            lock (_gate)
            {
                _inside.Remove(context);
            }
        }
    }

    private bool Enter(HttpContext context, string fqdn)
    {
        lock (_gate)
        {
            return !_shutOut.Contains(fqdn) && _inside.TryAdd(context, fqdn);
        }
    }
}

internal static class SiteRequest
{
    public static async Task AnswerAsync(StorageManager manager, HttpContext context)
    {
        StorageManagerResponse reply = await manager.HandleAsync(
            new StorageManagerRequest(context.Request.Method, context.Request.Path.Value!.TrimStart('/'))
            {
                Query = context.Request.Query.ToDictionary(item => item.Key, item => item.Value.ToString(), StringComparer.Ordinal),
                RepeatedParameters = [.. context.Request.Query.Where(item => item.Value.Count > 1).Select(item => item.Key)],
                Body = RequestGate.BodyOf(context),
                ClientName = context.Request.Headers[HttpManagerChannel.NameHeader].FirstOrDefault(),
                SessionCookie = context.Request.Cookies["sessionid"],
                CsrfToken = context.Request.Headers["X-CSRFToken"].FirstOrDefault(),
            },
            context.RequestAborted
        );
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
            context.Response.Cookies.Append(
                name,
                value,
                new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Secure = context.Request.IsHttps,
                    Path = "/",
                }
            );
        }
    }
}
