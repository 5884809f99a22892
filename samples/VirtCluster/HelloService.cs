using Scalewright.Agents.Services;

namespace VirtCluster;

internal sealed class HelloService(ServiceContext context) : IHello
{
    private const int Information = 20;

    public Task<string> PingAsync(CancellationToken cancellationToken)
    {
        context.Log.Write(Information, "avocado.service.examples.hello", $"ping reached {Environment.MachineName}");
        return Task.FromResult($"Pong from {Environment.MachineName}");
    }
}
