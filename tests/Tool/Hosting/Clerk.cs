using System.Diagnostics.CodeAnalysis;

namespace Hosting.Tests;

[
    SuppressMessage("Performance", "CA1848", Justification = "Logs as user code does."),
    SuppressMessage("Performance", "CA1873", Justification = "As above.")
]
internal sealed class Clerk(ILoggerFactory loggers) : IClerk
{
    private readonly ILogger _logger = loggers.CreateLogger<Clerk>();

    public Task FileAsync(string letter, CancellationToken cancellationToken)
    {
        _logger.LogTrace("not wanted");
        _logger.LogDebug("looks for {Letter}", letter);
        _logger.LogInformation("{Letter}", letter);
        _logger.LogWarning("the drawer is full");
        _logger.LogError(new IOException("no room"), "{Letter} is on the floor", letter);
        _logger.LogCritical("fire");
        return Task.CompletedTask;
    }
}
