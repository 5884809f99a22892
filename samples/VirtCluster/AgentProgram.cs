using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace VirtCluster;

/// <summary>An agent that serves XML-RPC over HTTP, so that Python's <c>xmlrpc.client</c> can call it.</summary>
internal static class AgentProgram
{
    /// <summary>Serves until a caller stops it.</summary>
    /// <returns>0; 1 if it cannot listen.</returns>
    public static async Task<int> RunAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        await using AgentServer server = new(options);
        try
        {
            await server.Application.StartAsync(cancellationToken);
            await ServeAsync(server.Application, options, cancellationToken);
            return 0;
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await RefuseAsync(options, failure);
            return 1;
        }
    }

    /// <summary>Describes services and files. Listens briefly to check the port, but responds to no caller.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<int> DescribeAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        await using WebApplication application = AgentServer.Build(options);
        try
        {
            await application.StartAsync(cancellationToken);
            await application.StopAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await RefuseAsync(options, failure);
            return 1;
        }

        await Console.Out.WriteLineAsync($"would listen at {new IPEndPoint(options.Host, options.Port)}\nwould write {options.PidFile}\nwould keep logs and jobs in {options.Data}");
        return 0;
    }

    private static Task RefuseAsync(AgentOptions options, Exception failure)
    {
        string advice = (failure as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressNotAvailable => "use an address of this machine as --host",
            SocketError.AccessDenied => "use a --port from 1024 on, or be root",
            _ => "choose another --port, or end what listens there",
        };
        return Console.Error.WriteLineAsync($"error: {new IPEndPoint(options.Host, options.Port)}: {failure.Message}; {advice}");
    }

    private static async Task ServeAsync(WebApplication application, AgentOptions options, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(options.PidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), cancellationToken);
        try
        {
            if (options.WithParent)
            {
                _ = EndWithParentAsync(application.Lifetime);
            }

            await application.WaitForShutdownAsync(cancellationToken);
        }
        finally
        {
            File.Delete(options.PidFile);
        }
    }

    private static async Task EndWithParentAsync(IHostApplicationLifetime lifetime)
    {
        await Task.Yield();
        await Console.In.ReadToEndAsync();
        lifetime.StopApplication();
    }
}
