namespace Services.Tests;

[AgentService]
internal partial interface IOther
{
    Task PingAsync(CancellationToken cancellationToken);
}
