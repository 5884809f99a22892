using System.Globalization;
using System.Net;
using System.Net.Mime;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Scalewright.Agents.XmlRpc;
using Scalewright.Listeners;
using Scalewright.Programs;

namespace VirtCluster;

/// <summary>An agent that answers XML-RPC over HTTP, so that Python's <c>xmlrpc.client</c> can call it.</summary>
internal static class AgentProgram
{
    /// <summary>Serves until it is told to quit.</summary>
    /// <returns>0; 1 when it cannot listen.</returns>
    public static async Task<int> RunAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        await using WebApplication application = Build(options);
        await using ForwardedLog log = new(options.Host, Path.Combine(options.Data, "log"));
        JobData data = new(Path.Combine(options.Data, "jobs"), log.AgentFile);
        XmlRpcEndpoint endpoint = new(new XmlRpcMethods(AgentServices.Methods(log, data, application.Lifetime.StopApplication)), Compat.ReferenceFaults.Describe);
        BasicAccess? access = options.Token is { } token ? BasicAccess.ByToken(token, TimeProvider.System) : null;
        application.Run(context => access is null ? AnswerAsync(endpoint, context) : access.InvokeAsync(context, inner => AnswerAsync(endpoint, inner)));
        try
        {
            await application.StartAsync(cancellationToken);
            await ServeAsync(application, options, cancellationToken);
            return 0;
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await RefuseAsync(options, failure);
            return 1;
        }
    }

    /// <summary>Tells what would be served and written. It listens for a moment, to see whether it can, and answers nobody.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<int> DescribeAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        await using WebApplication application = Build(options);
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

    private static WebApplication Build(AgentOptions options)
    {
        ListenerFront front = new(new ListenerRules { AllowedHosts = options.AllowedHosts, ContentTypes = [MediaTypeNames.Text.Xml, MediaTypeNames.Application.Xml], ReleaseMemory = ProcessMemory.Release });
        return ListenerApplication.Build(front, kestrel => kestrel.Listen(options.Host, options.Port), takesSignals: true);
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

    private static async Task AnswerAsync(XmlRpcEndpoint endpoint, HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        (int status, byte[] answer) = await endpoint.AnswerAsync(
            context.Request.Method, target, ListenerFront.BodyOf(context), context.RequestAborted);
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status404NotFound)
        {
            // xmlrpc.server, SimpleXMLRPCRequestHandler.report_404.
            context.Response.ContentType = MediaTypeNames.Text.Plain;
            await context.Response.WriteAsync("No such page", context.RequestAborted);
            return;
        }

        context.Response.ContentType = MediaTypeNames.Text.Xml;
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }
}
