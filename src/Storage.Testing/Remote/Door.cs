using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Managing;
using Scalewright.Storage.Testing.Nodes;

namespace Scalewright.Storage.Testing.Remote;

/// <summary>Where the manager and the equipment are reached over HTTP: on this machine's loopback, and by a socket for machines elsewhere. A server can be shut out from the manager.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly DirectoryInfo _folder;
    private readonly StorageManager _manager;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _shutOut = new(StringComparer.Ordinal);
    private readonly Dictionary<HttpContext, string> _inside = [];

    private Door(WebApplication application, DirectoryInfo folder, StorageManager manager) => (_application, _folder, _manager) = (application, folder, manager);

    /// <summary>Its port of the loopback.</summary>
    public int Port { get; private set; }

    /// <summary>Its socket, which only this user can reach.</summary>
    public string Socket => SocketIn(_folder);

    /// <summary>Opens it.</summary>
    public static async Task<Door> OpenAsync(StorageManager manager, Equipment equipment, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sw-door-");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.ListenUnixSocket(SocketIn(folder));
        });
        Door door = new(builder.Build(), folder, manager);
        door._application.Map($"/{EquipmentLine.Root}/{{**path}}", (RequestDelegate)equipment.AnswerAsync);
        door._application.MapFallback("/{**path}", (RequestDelegate)door.AnswerAsync);
        await door._application.StartAsync(cancellationToken);
        string address = door._application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single(address => !address.Contains("unix:", StringComparison.Ordinal));
        door.Port = new Uri(address).Port;
        return door;
    }

    /// <summary>Breaks what a server has under way with the manager and lets it in no more, or lets it in again.</summary>
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
        // Questions that the manager holds would keep it open.
        using CancellationTokenSource atOnce = new();
        await atOnce.CancelAsync();
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string SocketIn(DirectoryInfo folder) => Path.Join(folder.FullName, "socket");

    private async Task AnswerAsync(HttpContext context)
    {
        string fqdn = context.Request.Headers[HttpLine.NameHeader].ToString();
        if (!Enter(context, fqdn))
        {
            context.Abort();
            return;
        }

        try
        {
            await DoorRequest.AnswerAsync(_manager, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Who asked has gone.
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
