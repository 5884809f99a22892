using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Scalewright.Agents.XmlRpc;
using Scalewright.Listeners;
using Scalewright.Programs;
using VirtCluster.Compat;

namespace VirtCluster;

/// <summary>The HTTP server of an agent with its services.</summary>
internal sealed class AgentServer : IAsyncDisposable
{
    private readonly ForwardedLog _log;

    /// <summary>Creates a server that does not listen yet.</summary>
    /// <param name="options">Address, folder and services.</param>
    public AgentServer(AgentOptions options)
    {
        Application = Build(options);
        _log = new ForwardedLog(options.Host, Path.Combine(options.Data, "log"));
        JobData data = new(Path.Combine(options.Data, "jobs"), _log.AgentFile);
        IEnumerable<KeyValuePair<string, XmlRpcMethod>> methods = AgentServices.Methods(_log, data, Application.Lifetime.StopApplication);
        XmlRpcEndpoint endpoint = ReferenceEndpoint.Over(new Dictionary<string, XmlRpcMethod>(methods.UnionBy(options.Services, method => method.Key), StringComparer.Ordinal));
        BasicAccess? access = options.Token is { } token ? BasicAccess.ByToken(token, TimeProvider.System) : null;
        Application.Run(context => access is null ? AnswerAsync(endpoint, context) : access.InvokeAsync(context, inner => AnswerAsync(endpoint, inner)));
    }

    /// <summary>The server; its caller starts it.</summary>
    public WebApplication Application { get; }

    /// <summary>Builds a server that does not listen yet.</summary>
    public static WebApplication Build(AgentOptions options)
    {
        RequestGate front = new(new ListenerRules { AllowedHosts = options.AllowedHosts, ContentTypes = [MediaTypeNames.Text.Xml, MediaTypeNames.Application.Xml], ReleaseMemory = ProcessMemory.Release });
        return ListenerApplication.Build(front, kestrel => kestrel.Listen(options.Host, options.Port), takesSignals: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await Application.DisposeAsync();
    }

    private static async Task AnswerAsync(XmlRpcEndpoint endpoint, HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        (int status, byte[] answer) = await endpoint.HandleAsync(
            context.Request.Method, target, RequestGate.BodyOf(context), context.RequestAborted);
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status404NotFound)
        {
            // Same as xmlrpc.server, SimpleXMLRPCRequestHandler.report_404.
            context.Response.ContentType = MediaTypeNames.Text.Plain;
            await context.Response.WriteAsync("No such page", context.RequestAborted);
            return;
        }

        context.Response.ContentType = MediaTypeNames.Text.Xml;
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }
}
