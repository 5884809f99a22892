using Microsoft.Extensions.Hosting;

namespace Scalewright.Providers.AutoScaling;

/// <summary>The lifetime of a server that its caller ends: the signals of the process stay the program's, not the host's.</summary>
internal sealed class CallersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
